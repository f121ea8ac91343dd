package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes turns as items of a request's input. A turn of the model's becomes several: messages, calls and thoughts. It
 * remembers no turn, only calls without an id until they are answered. Single-threaded.
 */
final class InputWriter implements RequestReader.Turns {

    private final JsonGenerator out;
    private final PartWriter parts;
    private final Losses losses;
    private final CallIds ids = new CallIds();
    private boolean inMessage;
    private boolean empty = true;

    InputWriter(JsonGenerator out, Losses losses) {
        this.out = out;
        this.losses = losses;
        this.parts = new PartWriter(out, losses);
    }

    @Override
    public void turn(Turn turn) throws IOException, UncarriedException {
        for (int i = 0; i < turn.parts().size(); i++) {
            part(turn.role(), turn.parts().get(i), turn.path() + ".content." + i);
        }
        endMessage();
    }

    /** Whether no turn made an item. */
    boolean isEmpty() {
        return empty;
    }

    private void part(Role role, Part part, String path) throws IOException, UncarriedException {
        if (part instanceof Part.ToolCall call) {
            call(call);
        } else if (part instanceof Part.ToolResult result) {
            result(result, path);
        } else if (part instanceof Part.Thinking thinking) {
            thinking(thinking.text(), thinking.signature());
        } else if (part instanceof Part.HiddenThinking hidden) {
            thinking(null, hidden.sealed());
        } else {
            piece(role, part, path);
        }
    }

    /** A piece of a message, which begins where none is under way. */
    private void piece(Role role, Part part, String path) throws IOException, UncarriedException {
        if (part instanceof Part.Media media) {
            media(role, media, path);
        } else if (part instanceof Part.Text text) {
            inMessage(role);
            parts.text(text.text(), role);
        } else if (part instanceof Part.Refusal refusal) {
            inMessage(role);
            parts.refusal(refusal.text(), role);
        }
    }

    private void media(Role role, Part.Media media, String path) throws IOException, UncarriedException {
        if (role == Role.ASSISTANT || !PartWriter.knows(media)) {
            losses.uncarried(media, path + ".type");
            return;
        }
        inMessage(role);
        parts.media(media);
    }

    private void inMessage(Role role) throws IOException {
        if (inMessage) {
            return;
        }
        empty = false;
        out.writeStartObject();
        out.writeStringField("type", "message");
        out.writeStringField(
                "role",
                switch (role) {
                    case SYSTEM -> "system";
                    case ASSISTANT -> "assistant";
                    case USER, TOOL -> "user";
                });
        out.writeArrayFieldStart("content");
        inMessage = true;
    }

    private void endMessage() throws IOException {
        if (inMessage) {
            out.writeEndArray();
            out.writeEndObject();
            inMessage = false;
        }
    }

    private void item(String type) throws IOException {
        endMessage();
        empty = false;
        out.writeStartObject();
        out.writeStringField("type", type);
    }

    private void call(Part.ToolCall call) throws IOException {
        item("function_call");
        out.writeStringField("call_id", ids.called(call));
        out.writeStringField("name", call.name());
        out.writeStringField("arguments", call.argumentsJson().isEmpty() ? "{}" : call.argumentsJson());
        out.writeEndObject();
    }

    private void result(Part.ToolResult result, String path) throws IOException, UncarriedException {
        item("function_call_output");
        out.writeStringField("call_id", ids.answered(result));
        out.writeFieldName("output");
        parts.output(result.inWords(), path);
        out.writeEndObject();
    }

    /** Thoughts that are not sealed are not wanted back. An id could only be that of something stored. */
    private void thinking(@Nullable String text, @Nullable String sealed) throws IOException {
        if (sealed == null) {
            return;
        }
        item("reasoning");
        out.writeArrayFieldStart("summary");
        if (text != null && !text.isEmpty()) {
            out.writeStartObject();
            out.writeStringField("type", "summary_text");
            out.writeStringField("text", text);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("encrypted_content", sealed);
        out.writeEndObject();
    }
}
