package dev.sluice.netty.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The texts that a request for embeddings has; tokens that are given as numbers are words like others. Stateless. */
final class EmbeddedTexts {

    private static final ObjectMapper JSON = new ObjectMapper(InquiryReader.JSON);

    private EmbeddedTexts() {}

    /** A text for each vector that is asked for, of a body that has been found to be one JSON object. */
    static List<String> of(byte[] body) {
        JsonNode asked;
        try {
            asked = JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("read before, and not now", e);
        }
        List<String> texts = new ArrayList<>();
        if (asked.path("requests").isArray()) {
            asked.path("requests").forEach(one -> texts.add(text(one.path("content"))));
        } else if (asked.has("content")) {
            texts.add(text(asked.path("content")));
        } else {
            inputs(asked.path("input"), texts);
        }
        return texts;
    }

    private static void inputs(JsonNode input, List<String> texts) {
        if (input.isArray() && !input.path(0).isNumber()) {
            input.forEach(one -> texts.add(text(one)));
        } else {
            texts.add(text(input));
        }
    }

    private static String text(JsonNode node) {
        if (node.isContainerNode()) {
            StringBuilder all = new StringBuilder();
            JsonNode parts = node.isObject() ? node.path("parts") : MissingNode.getInstance();
            (parts.isMissingNode() ? node : parts)
                    .forEach(part -> all.append(text(part.isObject() ? part.path("text") : part))
                            .append(' '));
            return all.toString().strip();
        }
        return node.asText("");
    }
}
