package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model says in a message or in a delta, whose members come in any order, and many of which may be null or
 * empty. Single-threaded.
 */
final class Said {

    private String text = "";
    private String refusal = "";
    private String thoughts = "";

    /** By its other name; some write both. */
    private String otherThoughts = "";

    private List<CallPiece> calls = List.of();

    /** Reads the value at which the parser stands; what is no object says nothing. */
    void read(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            switch (name) {
                case "content" -> content(in);
                case "refusal" -> refusal = text(in);
                case "reasoning_content" -> thoughts = text(in);
                case "reasoning" -> otherThoughts = text(in);
                case "tool_calls" -> {
                    if (value == JsonToken.START_ARRAY) {
                        calls(in);
                    }
                }
                default -> in.skipChildren();
            }
        }
    }

    List<CallPiece> calls() {
        return calls;
    }

    /** All but the calls. Thoughts come before words, wherever they stand. */
    void tellWords(AnswerEvents to) {
        String thought = thoughts.isEmpty() ? otherThoughts : thoughts;
        if (!thought.isEmpty()) {
            to.thinking(thought);
        }
        if (!text.isEmpty()) {
            to.text(text);
        }
        if (!refusal.isEmpty()) {
            to.refusal(refusal);
        }
    }

    private void calls(JsonParser in) throws IOException {
        calls = new ArrayList<>(1);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.START_OBJECT) {
                calls.add(CallPiece.read(in));
            } else {
                in.skipChildren();
            }
        }
    }

    /** A text; or, as Mistral writes it, parts of texts and thoughts. */
    private void content(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.START_ARRAY) {
            Json.array(in, element -> Json.object(element, this::part));
        } else {
            text = text(in);
        }
    }

    private void part(String name, JsonParser in) throws IOException {
        switch (name) {
            case "text" -> text += text(in);
            case "thinking" -> Json.array(in, element -> Json.object(element, this::thought));
            default -> in.skipChildren();
        }
    }

    private void thought(String name, JsonParser in) throws IOException {
        if (name.equals("text")) {
            thoughts += text(in);
        } else {
            in.skipChildren();
        }
    }

    private static String text(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getText();
        }
        in.skipChildren();
        return "";
    }
}
