package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code tool_calls}, as it stands in requests, answers and, in pieces, in the deltas of streams. What
 * is absent, null or of another type is empty. Single-threaded.
 */
final class CallPiece {

    /** Where the element does not say which call it is of. */
    static final int NO_INDEX = -1;

    private static final int LONGEST = Integer.MAX_VALUE;

    private int index = NO_INDEX;
    private String id = "";
    private String type = "";
    private String name = "";
    private String arguments = "";
    private @Nullable String signature;

    private CallPiece() {}

    /** Reads the object at which the parser stands, to its end. */
    static CallPiece read(JsonParser in) throws IOException {
        CallPiece piece = new CallPiece();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "index" -> piece.index = index(in);
                case "id" -> piece.id = Json.text(in, LONGEST);
                case "type" -> piece.type = Json.text(in, LONGEST);
                case "function" -> piece.function(in);
                case "extra_content" -> Json.object(in, piece::extraContent);
                default -> in.skipChildren();
            }
        }
        return piece;
    }

    int index() {
        return index;
    }

    String id() {
        return id;
    }

    String type() {
        return type;
    }

    String name() {
        return name;
    }

    /** JSON text, or a piece of it. */
    String arguments() {
        return arguments;
    }

    /** What Gemini wants back with the call. */
    @Nullable
    String signature() {
        return signature;
    }

    private void function(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            JsonToken value = in.nextToken();
            switch (member) {
                case "name" -> name = Json.text(in, LONGEST);
                // Some write the object itself, and not its text.
                case "arguments" ->
                    arguments = value == JsonToken.START_OBJECT ? Extras.text(in) : Json.text(in, LONGEST);
                default -> in.skipChildren();
            }
        }
    }

    private void extraContent(String member, JsonParser in) throws IOException {
        switch (member) {
            case "google" -> Json.object(in, this::extraContent);
            case "thought_signature" -> {
                String text = Json.text(in, LONGEST);
                signature = text.isEmpty() ? null : text;
            }
            default -> in.skipChildren();
        }
    }

    private static int index(JsonParser in) throws IOException {
        long count = Json.count(in);
        return count > Integer.MAX_VALUE ? NO_INDEX : (int) count;
    }
}
