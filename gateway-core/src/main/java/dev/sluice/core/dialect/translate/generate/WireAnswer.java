package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.dialect.GeminiUsage;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer, or one piece of a stream, which has the same shape: read in one pass, and told only then, for its id
 * stands behind its content. Of the candidates the first one counts. Single-threaded.
 */
final class WireAnswer {

    private static final String PARTS = "candidates.0.content.parts";

    private final List<WirePart> parts = new ArrayList<>(2);
    private String reason = "";
    private boolean blocked;
    private Usage usage = Usage.NONE;
    private String id = "";
    private String model = "";

    // Of the candidate that is being read.
    private final List<WirePart> candidateParts = new ArrayList<>(2);
    private String candidateReason = "";
    private boolean first;

    private WireAnswer() {}

    /** Reads the object at which the parser stands. */
    static WireAnswer read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("an answer is an object");
        }
        WireAnswer answer = new WireAnswer();
        try {
            Shapes.object(in, "", answer::member);
        } catch (UncarriedException malformed) {
            throw new IOException(malformed.getMessage(), malformed);
        }
        return answer;
    }

    List<WirePart> parts() {
        return parts;
    }

    /** Why it ends; empty where it goes on. */
    String reason() {
        return reason;
    }

    /** Whether the prompt was refused. */
    boolean isBlocked() {
        return blocked;
    }

    Usage usage() {
        return usage;
    }

    String id() {
        return id;
    }

    String model() {
        return model;
    }

    private void member(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "candidates" -> Shapes.array(in, this::candidate);
            case "promptFeedback" ->
                Shapes.object(in, name, (each, value) -> {
                    boolean says = Json.holdsSomething(value);
                    blocked |= says && each.equals("blockReason");
                });
            case "usageMetadata" -> usage = GeminiUsage.read(in);
            case "responseId" -> id = Shapes.text(in, name);
            case "modelVersion" -> model = Shapes.text(in, name);
            case "error" -> {
                if (Json.holdsSomething(in)) {
                    throw new IOException("an error is no answer");
                }
            }
            default -> in.skipChildren();
        }
    }

    private void candidate(int index, JsonParser in) throws IOException, UncarriedException {
        candidateParts.clear();
        candidateReason = "";
        first = true;
        Shapes.object(in, "candidates", this::ofCandidate);
        if (first) {
            parts.addAll(candidateParts);
            reason = Reasons.says(candidateReason) ? candidateReason : reason;
        }
    }

    private void ofCandidate(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "content" ->
                Shapes.object(in, "candidates.0.content", (each, value) -> {
                    if (each.equals("parts")) {
                        Shapes.array(value, (index, part) -> candidateParts.add(WirePart.read(part, PARTS)));
                    } else {
                        value.skipChildren();
                    }
                });
            case "finishReason" -> candidateReason = Shapes.text(in, "candidates.0.finishReason");
            case "index" -> first = Json.count(in) <= 0;
            default -> in.skipChildren();
        }
    }
}
