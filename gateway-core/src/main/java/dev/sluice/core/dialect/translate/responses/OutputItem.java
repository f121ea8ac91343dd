package dev.sluice.core.dialect.translate.responses;

import static dev.sluice.core.dialect.translate.responses.JsonText.string;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One item of an answer's output, as the provider gives it. Its type may stand last. Mutable, single-threaded. */
final class OutputItem {

    private String type = "";
    private String id = "";
    private String callId = "";
    private String name = "";
    private String arguments = "";
    private @Nullable String sealed;
    private final List<Piece> content = new ArrayList<>(1);
    private final List<Piece> summary = new ArrayList<>(1);

    private OutputItem() {}

    /** Reads the value at which the parser stands. */
    static OutputItem read(JsonParser in) throws IOException {
        OutputItem item = new OutputItem();
        Json.object(in, item::member);
        return item;
    }

    String type() {
        return type;
    }

    /** What calls are known by; some providers have but the item's id. */
    String callId() {
        return callId.isEmpty() ? id : callId;
    }

    String name() {
        return name;
    }

    String arguments() {
        return arguments;
    }

    /** Tells all of it; what only OpenAI's own tools leave behind is nothing that is told. */
    void tell(Told told) {
        switch (type) {
            case "message" -> tellContent(told);
            case "function_call" -> {
                told.call(callId(), name);
                if (!arguments.isEmpty()) {
                    told.arguments(arguments);
                }
            }
            case "reasoning" -> {
                tellThoughts(told);
                if (summary.isEmpty() && content.isEmpty()) {
                    tellHidden(told);
                } else {
                    tellSignature(told);
                }
            }
            default -> {
                // Not the answer's.
            }
        }
    }

    /** Tells what vouches for the thoughts that were told. */
    void tellSignature(Told told) {
        if (sealed != null && !sealed.isEmpty()) {
            told.signature(sealed);
        }
    }

    private void tellHidden(Told told) {
        if (sealed != null && !sealed.isEmpty()) {
            told.hiddenThinking(sealed);
        }
    }

    private void tellContent(Told told) {
        for (Piece each : content) {
            if (each.text.isEmpty()) {
                continue;
            }
            if (each.type.equals("refusal")) {
                told.refusal(each.text);
            } else {
                told.text(each.text);
            }
        }
    }

    private void tellThoughts(Told told) {
        List<Piece> thoughts = summary.isEmpty() ? content : summary;
        for (int i = 0; i < thoughts.size(); i++) {
            String text = thoughts.get(i).text;
            if (!text.isEmpty()) {
                told.thinking(i == 0 ? text : "\n\n" + text);
            }
        }
    }

    private void member(String field, JsonParser in) throws IOException {
        switch (field) {
            case "type" -> type = string(in, "");
            case "id" -> id = string(in, "");
            case "call_id" -> callId = string(in, "");
            case "name" -> name = string(in, "");
            case "arguments" -> arguments = string(in, "");
            case "encrypted_content" -> sealed = string(in);
            case "content" -> Json.array(in, element -> content.add(Piece.read(element)));
            case "summary" -> Json.array(in, element -> summary.add(Piece.read(element)));
            default -> in.skipChildren();
        }
    }

    /** A text of a message or of thoughts. */
    private static final class Piece {

        private String type = "";
        private String text = "";

        static Piece read(JsonParser in) throws IOException {
            Piece piece = new Piece();
            Json.object(in, piece::member);
            return piece;
        }

        private void member(String field, JsonParser in) throws IOException {
            switch (field) {
                case "type" -> type = string(in, "");
                case "text", "refusal" -> text = string(in, text);
                default -> in.skipChildren();
            }
        }
    }
}
