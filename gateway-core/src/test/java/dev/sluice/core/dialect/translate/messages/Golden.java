package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The inputs of golden tests that speak Anthropic's messages, and JSON in short. */
final class Golden {

    static final ObjectMapper JSON = new ObjectMapper();

    private Golden() {}

    /** @param path such as {@code answers/messages/text.json} */
    static String file(String path) {
        try (InputStream in = Golden.class.getResourceAsStream("/translate/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException(path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON with apostrophes for quotes. */
    static String json(String apostrophes) {
        return apostrophes.replace('\'', '"');
    }

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** The data of all events. */
    static List<String> data(String stream) {
        List<String> data = new ArrayList<>();
        for (String line : stream.split("\n")) {
            if (line.startsWith("data: ")) {
                data.add(line.substring("data: ".length()));
            }
        }
        return data;
    }

    static void feed(StreamParser parser, List<String> data) throws IOException {
        for (String each : data) {
            byte[] padded = ("xx" + each + "y").getBytes(StandardCharsets.UTF_8);
            parser.event(padded, 2, padded.length - 1);
        }
    }

    static void answer(String answer, Heard heard) throws IOException {
        try (JsonParser in = Json.FACTORY.createParser(answer)) {
            new Messages().answerParser().read(in, heard);
        }
    }
}
