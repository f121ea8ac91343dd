package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;

/**
 * One event of a Gemini stream, read but for its usage: which candidates it has, whether they hold output, and which of
 * them end with it. Without a tree.
 */
final class GeminiEvent {

    private static final int LONGEST_REASON = 100;
    private static final String UNSPECIFIED = "FINISH_REASON_UNSPECIFIED";

    private boolean isObject;
    private boolean known;
    private boolean error;
    private boolean blocked;
    private boolean output;

    /** Bits of candidates, by their index. */
    private long candidates;

    private long finished;

    // Of the candidate that is being read.
    private long index;
    private boolean ends;

    private GeminiEvent() {}

    /** Reads the bytes; what is no JSON object gives an event whose {@link #isObject} is false. */
    static GeminiEvent read(byte[] bytes, int from, int to) {
        GeminiEvent event = new GeminiEvent();
        event.isObject = Json.readsObject(bytes, from, to, event::member);
        return event;
    }

    boolean isObject() {
        return isObject;
    }

    /** Whether it has any member that an answer has. */
    boolean isKnown() {
        return known;
    }

    boolean isError() {
        return error;
    }

    /** Whether the prompt was refused: there will be no candidates. */
    boolean isBlocked() {
        return blocked;
    }

    boolean hasOutput() {
        return output;
    }

    /** The candidates that it has something of: one bit each. */
    long candidates() {
        return candidates;
    }

    /** Those of them that say why they end. */
    long finished() {
        return finished;
    }

    private void member(String name, JsonParser in) throws IOException {
        boolean isKnown = true;
        switch (name) {
            case "candidates" -> Json.array(in, this::candidate);
            case "promptFeedback" -> Json.object(in, this::feedback);
            case "usageMetadata", "modelVersion", "responseId", "createTime" -> in.skipChildren();
            case "error" -> error |= Json.holdsSomething(in);
            default -> {
                isKnown = false;
                in.skipChildren();
            }
        }
        known |= isKnown;
    }

    private void feedback(String name, JsonParser in) throws IOException {
        boolean says = Json.holdsSomething(in);
        blocked |= says && name.equals("blockReason");
    }

    private void candidate(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        index = 0;
        ends = false;
        Json.object(in, this::ofCandidate);
        long bit = 1L << index;
        candidates |= bit;
        finished |= ends ? bit : 0;
    }

    private void ofCandidate(String name, JsonParser in) throws IOException {
        switch (name) {
            case "content" -> content(in);
            case "index" -> index = Math.min(Math.max(Json.count(in), 0), Long.SIZE - 1);
            case "finishReason" -> {
                String reason = Json.text(in, LONGEST_REASON);
                ends |= !reason.isEmpty() && !reason.equals(UNSPECIFIED);
            }
            default -> in.skipChildren();
        }
    }

    private void content(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            Json.object(in, this::ofContent);
        } else {
            output |= Json.holdsSomething(in);
        }
    }

    private void ofContent(String name, JsonParser in) throws IOException {
        if (name.equals("parts")) {
            parts(in);
        } else {
            output |= Json.holdsSomething(in) && !name.equals("role");
        }
    }

    private void parts(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.START_ARRAY) {
            Json.array(in, this::part);
        } else {
            output |= Json.holdsSomething(in);
        }
    }

    private void part(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            Json.object(in, this::ofPart);
        } else {
            output |= Json.holdsSomething(in);
        }
    }

    /**
     * Text, a call of a function, code, data, and what comes up tomorrow; that a text is a thought is none by itself.
     */
    private void ofPart(String name, JsonParser in) throws IOException {
        output |= Json.holdsSomething(in) && !name.equals("thought");
    }
}
