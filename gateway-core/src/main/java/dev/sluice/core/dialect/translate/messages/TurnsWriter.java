package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestWriter.TurnSource;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.List;

/**
 * Writes {@code messages}: turns of one role that follow each other become one message, what tools gave is said by the
 * user, system turns are put aside, and what is empty is left out, all as Anthropic demands. Single-threaded.
 */
final class TurnsWriter {

    private final JsonGenerator out;
    private final Losses losses;
    private final List<String> system;
    private final PartWriter parts;
    private final ToolLoop loop = new ToolLoop();
    private final CallIds ids = new CallIds();

    /** The role of the message that is open; empty where none is. */
    private String open = "";

    /** @param system takes the texts of system turns */
    TurnsWriter(JsonGenerator out, Losses losses, List<String> system) {
        this.out = out;
        this.losses = losses;
        this.system = system;
        parts = new PartWriter(out, losses);
    }

    /** Whether a turn says anything. */
    boolean write(TurnSource turns) throws IOException, UncarriedException {
        out.writeArrayFieldStart("messages");
        turns.tell(this::turn);
        boolean saysSomething = !open.isEmpty();
        close();
        out.writeEndArray();
        return saysSomething;
    }

    ToolLoop loop() {
        return loop;
    }

    private void turn(Turn turn) throws IOException, UncarriedException {
        if (turn.role() == Role.SYSTEM) {
            MessagesWriter.addTexts(turn.parts(), turn.path(), system, losses);
            return;
        }
        String role = turn.role() == Role.ASSISTANT ? "assistant" : "user";
        for (Part part : turn.parts()) {
            part(role, part, turn.path());
        }
    }

    private void part(String role, Part part, String path) throws IOException, UncarriedException {
        if (part instanceof Part.Text text) {
            text(role, text.text());
        } else if (part instanceof Part.Refusal refusal) {
            text(role, refusal.text());
        } else if (part instanceof Part.Media media) {
            media(role, media, path);
        } else if (part instanceof Part.Thinking thinking) {
            thinking(role, thinking);
        } else {
            in(role);
            opaque(part, path);
        }
    }

    private void opaque(Part part, String path) throws IOException, UncarriedException {
        if (part instanceof Part.ToolCall call) {
            parts.call(call, ids.called(call.id(), call.name()), path);
            loop.call();
        } else if (part instanceof Part.ToolResult result) {
            parts.result(result, ids.answered(result.callId(), result.name(), path), path);
            loop.result();
        } else if (part instanceof Part.HiddenThinking hidden) {
            parts.hidden(hidden.sealed());
            loop.thought();
        }
    }

    private void text(String role, String text) throws IOException {
        if (!text.isBlank()) {
            in(role);
            parts.text(text);
            spoken(role);
        }
    }

    private void media(String role, Part.Media media, String path) throws IOException, UncarriedException {
        if (role.equals("assistant") || !PartWriter.canSay(media)) {
            losses.uncarried(media, path);
            return;
        }
        in(role);
        parts.media(media, path);
        spoken(role);
    }

    /** Thoughts that no one signed are refused by Anthropic, and change nothing for other models either. */
    private void thinking(String role, Part.Thinking thinking) throws IOException {
        String signature = thinking.signature();
        if (signature != null) {
            in(role);
            parts.thinking(thinking.text(), signature);
            loop.thought();
        }
    }

    private void spoken(String role) {
        if (role.equals("user")) {
            loop.user();
        }
    }

    /** Opens a message of that role, unless it is open. */
    private void in(String role) throws IOException {
        if (open.equals(role)) {
            return;
        }
        close();
        open = role;
        loop.message();
        out.writeStartObject();
        out.writeStringField("role", role);
        out.writeArrayFieldStart("content");
    }

    private void close() throws IOException {
        if (!open.isEmpty()) {
            out.writeEndArray();
            out.writeEndObject();
            open = "";
        }
    }
}
