package dev.sluice.core.dialect.translate.responses;

import static dev.sluice.core.dialect.translate.responses.JsonText.string;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one event of a stream holds, of all that events may hold. Mutable while it is read; single-threaded. */
final class StreamEvent {

    /** No such number is given. */
    static final int ABSENT = -1;

    private final Told told;
    private String type = "";
    private String delta = "";
    private String text = "";
    private String arguments = "";
    private int outputIndex = ABSENT;
    private int summaryIndex = ABSENT;
    private @Nullable OutputItem item;
    private @Nullable ResponseObject response;

    private StreamEvent(Told told) {
        this.told = told;
    }

    /** Reads the object at which the parser stands; the output of a whole response is told, if nothing was yet. */
    static StreamEvent read(JsonParser in, Told told) throws IOException {
        StreamEvent event = new StreamEvent(told);
        Json.object(in, event::member);
        return event;
    }

    String type() {
        return type;
    }

    String delta() {
        return delta;
    }

    String text() {
        return text;
    }

    String arguments() {
        return arguments;
    }

    int outputIndex() {
        return outputIndex;
    }

    int summaryIndex() {
        return summaryIndex;
    }

    OutputItem item() throws IOException {
        if (item == null) {
            throw new IOException("an item event without an item");
        }
        return item;
    }

    ResponseObject response() throws IOException {
        if (response == null) {
            throw new IOException("a response event without a response");
        }
        return response;
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type" -> type = string(in, "");
            case "delta" -> delta = string(in, "");
            case "text", "refusal" -> text = string(in, "");
            case "arguments" -> arguments = string(in, "");
            case "output_index" -> outputIndex = index(in);
            case "summary_index" -> summaryIndex = index(in);
            case "item" -> item = OutputItem.read(in);
            case "response" -> {
                response = new ResponseObject(told);
                response.read(in);
            }
            default -> in.skipChildren();
        }
    }

    private static int index(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return in.getIntValue();
        }
        in.skipChildren();
        return ABSENT;
    }
}
