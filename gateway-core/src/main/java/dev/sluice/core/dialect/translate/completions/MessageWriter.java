package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes turns as messages, as they come: what several tools gave becomes a message for each. Formats without ids of
 * calls get ones that count up; what a tool gave belongs to the first open call of its name. Single-threaded.
 */
final class MessageWriter implements RequestReader.Turns {

    private final JsonGenerator out;
    private final Losses losses;
    private final ContentWriter content;

    /** The calls of the last turn that have ids of our own, and wait for what they gave. */
    private final List<Part.ToolCall> open = new ArrayList<>();

    private int made;
    private int count;

    MessageWriter(JsonGenerator out, Losses losses) {
        this.out = out;
        this.losses = losses;
        this.content = new ContentWriter(out, losses);
    }

    /** Instructions; {@code path} is where they stand in the client's request. */
    void system(List<Part> parts, String path) throws IOException, UncarriedException {
        begin("system");
        content.texts(parts, path);
        out.writeEndObject();
    }

    /** How many messages were written. */
    int count() {
        return count;
    }

    @Override
    public void turn(Turn turn) throws IOException, UncarriedException {
        switch (turn.role()) {
            case SYSTEM -> system(turn.parts(), turn.path());
            case USER -> {
                begin("user");
                content.parts(turn.parts(), turn.path());
                out.writeEndObject();
            }
            case ASSISTANT -> assistant(turn);
            case TOOL -> tools(turn);
        }
    }

    private void begin(String role) throws IOException {
        count++;
        out.writeStartObject();
        out.writeStringField("role", role);
    }

    /**
     * Thoughts have no place here: only the model that had them wants them back, and it would have told so by a call's
     * signature.
     */
    private void assistant(Turn turn) throws IOException, UncarriedException {
        open.clear();
        List<Part> said = new ArrayList<>();
        List<Part.ToolCall> calls = new ArrayList<>();
        StringBuilder refusal = new StringBuilder();
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolCall call) {
                calls.add(call);
            } else if (part instanceof Part.Refusal refused) {
                refusal.append(refused.text());
            } else if (!isThought(part)) {
                said.add(part);
            }
        }
        if (said.isEmpty()
                && calls.isEmpty()
                && refusal.isEmpty()
                && !turn.parts().isEmpty()) {
            return;
        }
        begin("assistant");
        if (said.isEmpty() && !(calls.isEmpty() && refusal.isEmpty())) {
            out.writeNullField("content");
        } else {
            content.texts(said, turn.path());
        }
        if (!refusal.isEmpty()) {
            out.writeStringField("refusal", refusal.toString());
        }
        calls(calls);
        out.writeEndObject();
    }

    private static boolean isThought(Part part) {
        return part instanceof Part.Thinking || part instanceof Part.HiddenThinking;
    }

    private void calls(List<Part.ToolCall> calls) throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("tool_calls");
        for (Part.ToolCall call : calls) {
            call(call);
        }
        out.writeEndArray();
    }

    private void call(Part.ToolCall call) throws IOException {
        String id = call.id();
        if (id.isEmpty()) {
            id = "call_" + made++;
            open.add(new Part.ToolCall(id, call.name(), "", null));
        }
        CallObject.begin(out, id, call.name());
        out.writeStringField("arguments", call.argumentsJson().isEmpty() ? "{}" : call.argumentsJson());
        CallObject.end(out, call.signature());
    }

    private void tools(Turn turn) throws IOException, UncarriedException {
        for (Part part : turn.parts()) {
            if (part instanceof Part.ToolResult result) {
                begin("tool");
                out.writeStringField("tool_call_id", result.callId().isEmpty() ? made(result, turn) : result.callId());
                content.texts(result.inWords(), turn.path());
                out.writeEndObject();
            } else {
                losses.uncarried(part, turn.path());
            }
        }
    }

    private String made(Part.ToolResult result, Turn turn) throws UncarriedException {
        for (Part.ToolCall call : open) {
            if (call.name().equals(result.name())) {
                open.remove(call);
                return call.id();
            }
        }
        throw Losses.malformed(turn.path(), "what a function gave that was called in the turn before");
    }
}
