package dev.sluice.core.dialect.translate.responses;

import static dev.sluice.core.dialect.translate.responses.JsonText.string;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.dialect.OpenAiUsage;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response object, a whole answer's or that of an event. Its output is told unless it has been told before; it
 * is held only where it stands before the id and the model. Mutable, single-threaded.
 */
final class ResponseObject {

    private final Told told;
    private final List<OutputItem> early = new ArrayList<>(0);
    private String object = "";
    private String id = "";
    private String model = "";
    private String status = "";
    private String reason = "";
    private boolean hasOutput;
    private @Nullable Usage usage;

    ResponseObject(Told told) {
        this.told = told;
    }

    /** Reads the object at which the parser stands, and tells that the answer starts, and its output. */
    void read(JsonParser in) throws IOException {
        Json.object(in, this::member);
        told.start(id, model);
        for (OutputItem each : early) {
            each.tell(told);
        }
    }

    /** Whether it was one. */
    boolean isResponse() {
        return object.equals("response") || hasOutput;
    }

    /** Tells how it ended. */
    void end() throws IOException {
        told.end(status, reason, usage);
    }

    /** Tells how it ended, where the event says the status, and the object need not. */
    void end(String eventStatus) throws IOException {
        told.end(eventStatus, reason, usage);
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "object" -> object = string(in, "");
            case "id" -> id = string(in, "");
            case "model" -> model = string(in, "");
            case "status" -> status = string(in, "");
            case "incomplete_details" -> Json.object(in, this::detail);
            case "usage" -> {
                if (in.currentToken() == JsonToken.START_OBJECT) {
                    usage = OpenAiUsage.read(in);
                } else {
                    in.skipChildren();
                }
            }
            case "output" -> output(in);
            default -> in.skipChildren();
        }
    }

    private void detail(String name, JsonParser in) throws IOException {
        if (name.equals("reason")) {
            reason = string(in, "");
        } else {
            in.skipChildren();
        }
    }

    private void output(JsonParser in) throws IOException {
        hasOutput = in.currentToken() == JsonToken.START_ARRAY;
        if (told.anything()) {
            in.skipChildren();
        } else if (id.isEmpty() || model.isEmpty()) {
            Json.array(in, element -> early.add(OutputItem.read(element)));
        } else {
            told.start(id, model);
            Json.array(in, element -> OutputItem.read(element).tell(told));
        }
    }
}
