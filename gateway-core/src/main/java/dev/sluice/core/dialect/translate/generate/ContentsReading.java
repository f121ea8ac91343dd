package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the contents of one request as turns. Chats of Google's SDKs keep each piece of a stream as a content of its
 * own, so that the model's turn is whole only when somebody else speaks; it is joined here. Single-threaded.
 */
final class ContentsReading {

    private final RequestReader.Turns to;
    private final Losses losses;
    private final CallNames calls = new CallNames();
    private @Nullable Role role;
    private String path = "";
    private final List<Part> parts = new ArrayList<>();

    // Text or thoughts of the model that may go on.
    private final StringBuilder run = new StringBuilder();
    private boolean runs;
    private boolean runIsThought;

    ContentsReading(RequestReader.Turns to, Losses losses) {
        this.to = to;
        this.losses = losses;
    }

    /** Reads the contents at which the parser stands. */
    void read(JsonParser in) throws IOException, UncarriedException {
        Shapes.array(in, (index, content) -> content("contents." + index, content));
        flush();
    }

    private void content(String field, JsonParser in) throws IOException, UncarriedException {
        List<WirePart> read = new ArrayList<>();
        String[] speaker = {""};
        Shapes.object(in, field, (name, value) -> {
            switch (name) {
                case "role" -> speaker[0] = Shapes.text(value, field + ".role");
                case "parts" ->
                    Shapes.array(value, (index, part) -> read.add(WirePart.read(part, field + ".parts." + index)));
                default -> value.skipChildren();
            }
        });
        boolean model = isModel(speaker[0], field);
        boolean joins = model;
        for (WirePart part : read) {
            Role of = model ? Role.ASSISTANT : part.result() == null ? Role.USER : Role.TOOL;
            joins |= of == Role.TOOL;
            if (of != role || !joins) {
                flush();
                role = of;
                path = field;
                joins = true;
            }
            part(part);
        }
    }

    private static boolean isModel(String speaker, String field) throws UncarriedException {
        return switch (speaker) {
            case "model" -> true;
            case "", "user", "function" -> false;
            default -> throw Losses.malformed(field + ".role", "'user' or 'model'");
        };
    }

    private void part(WirePart part) throws UncarriedException {
        if (part.unknown() != null) {
            losses.uncarried(part.path() + "." + part.unknown());
        }
        WirePart.WireCall call = part.call();
        WireResult result = part.result();
        Part.Media media = part.media();
        if (call != null) {
            endRun(null);
            String sealed = part.signature();
            parts.add(new Part.ToolCall(
                    calls.called(call.id(), call.name()),
                    call.name(),
                    call.args(),
                    sealed == null ? null : Seal.SIGNATURE.open(sealed)));
        } else if (result != null) {
            parts.add(new Part.ToolResult(
                    calls.answered(result.id(), result.name()), result.name(), result.content(), result.failed()));
        } else if (media != null) {
            endRun(null);
            parts.add(media);
        } else {
            words(part);
        }
    }

    private void words(WirePart part) {
        String said = part.text();
        String sealed = part.signature();
        if (said != null) {
            text(said, part.isThought());
        }
        if (sealed == null) {
            return;
        }
        String hidden = Seal.HIDDEN.open(sealed);
        String signature = Seal.SIGNATURE.open(sealed);
        if (hidden != null) {
            endRun(null);
            parts.add(new Part.HiddenThinking(hidden));
        } else if (signature != null) {
            text("", true);
            endRun(signature);
        }
    }

    private void text(String said, boolean thought) {
        if (role != Role.ASSISTANT) {
            parts.add(new Part.Text(said));
            return;
        }
        if (runs && runIsThought != thought) {
            endRun(null);
        }
        run.append(said);
        runs = true;
        runIsThought = thought;
    }

    private void endRun(@Nullable String signature) {
        if (runs && (signature != null || !run.isEmpty())) {
            String said = run.toString();
            parts.add(runIsThought ? new Part.Thinking(said, signature) : new Part.Text(said));
        }
        runs = false;
        run.setLength(0);
    }

    private void flush() throws IOException, UncarriedException {
        endRun(null);
        if (role != null && !parts.isEmpty()) {
            to.turn(new Turn(role, parts, path));
        }
        parts.clear();
    }
}
