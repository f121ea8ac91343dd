package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one whole answer. A block is held until another begins. Arguments of a tool call that are no JSON object, as a
 * model writes them that is cut short, become the text {@code malformed_arguments} of one. Single-threaded.
 */
final class MessageWriter implements AnswerEvents {

    private final OutputStream out;
    private final AnswerIds ids;
    private final Ending ending = new Ending();
    private final StringBuilder pieces = new StringBuilder();
    private @Nullable JsonGenerator json;

    /** What kind of block is open. */
    private Open open = Open.NOTHING;

    private String callId = "";
    private String callName = "";
    private String signature = "";

    private enum Open {
        NOTHING,
        TEXT,
        THINKING,
        TOOL_USE
    }

    MessageWriter(Asked asked, OutputStream out) {
        this.out = out;
        ids = new AnswerIds(asked);
    }

    @Override
    public void started(String id, String model) {
        write(to -> {
            to.writeStartObject();
            to.writeStringField("id", ids.message(id));
            to.writeStringField("type", "message");
            to.writeStringField("role", "assistant");
            to.writeStringField("model", ids.model(model));
            to.writeArrayFieldStart("content");
        });
    }

    @Override
    public void text(String delta) {
        add(Open.TEXT, delta);
    }

    @Override
    public void refusal(String delta) {
        ending.refused();
        add(Open.TEXT, delta);
    }

    @Override
    public void thinking(String delta) {
        if (!signature.isEmpty()) {
            close();
        }
        add(Open.THINKING, delta);
    }

    @Override
    public void signature(String sealed) {
        in(Open.THINKING);
        signature += sealed;
    }

    @Override
    public void hiddenThinking(String sealed) {
        close();
        redacted(sealed);
    }

    private void redacted(String data) {
        write(to -> {
            to.writeStartObject();
            to.writeStringField("type", "redacted_thinking");
            to.writeStringField("data", data);
            to.writeEndObject();
        });
    }

    @Override
    public void toolCall(String id, String name, @Nullable String sealed) {
        close();
        if (sealed != null) {
            redacted(CallSignature.sealed(sealed));
        }
        ending.called();
        open = Open.TOOL_USE;
        callId = ids.call(id);
        callName = name;
    }

    @Override
    public void arguments(String delta) {
        pieces.append(delta);
    }

    @Override
    public void usage(Usage usage) {
        ending.usage(usage);
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        ending.finished(why, stopSequence);
    }

    @Override
    public void ended() {
        close();
        write(to -> {
            to.writeEndArray();
            ending.writeReason(to);
            UsageWriter.write(to, ending.usage());
            to.writeEndObject();
            to.close();
        });
    }

    private void add(Open kind, String delta) {
        if (!delta.isEmpty()) {
            in(kind);
            pieces.append(delta);
        }
    }

    private void in(Open kind) {
        if (open != kind) {
            close();
            open = kind;
        }
    }

    private void close() {
        if (open != Open.NOTHING) {
            write(this::block);
        }
        open = Open.NOTHING;
        pieces.setLength(0);
        signature = "";
    }

    private void block(JsonGenerator to) throws IOException {
        to.writeStartObject();
        switch (open) {
            case NOTHING -> {}
            case TEXT -> {
                to.writeStringField("type", "text");
                to.writeStringField("text", pieces.toString());
            }
            case THINKING -> {
                to.writeStringField("type", "thinking");
                to.writeStringField("thinking", pieces.toString());
                to.writeStringField("signature", signature);
            }
            case TOOL_USE -> call(to);
        }
        to.writeEndObject();
    }

    private void call(JsonGenerator to) throws IOException {
        to.writeStringField("type", "tool_use");
        to.writeStringField("id", callId);
        to.writeStringField("name", callName);
        to.writeFieldName("input");
        String arguments = pieces.toString();
        if (arguments.isBlank()) {
            to.writeRawValue("{}");
        } else if (JsonText.isObject(arguments)) {
            to.writeRawValue(arguments);
        } else {
            to.writeStartObject();
            to.writeStringField("malformed_arguments", arguments);
            to.writeEndObject();
        }
        CallerField.write(to);
    }

    private void write(Json.Content content) {
        try {
            JsonGenerator to = json;
            if (to == null) {
                to = Json.FACTORY.createGenerator(out);
                json = to;
            }
            content.writeTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }
}
