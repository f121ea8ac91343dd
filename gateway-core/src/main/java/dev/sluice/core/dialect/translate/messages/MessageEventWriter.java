package dev.sluice.core.dialect.translate.messages;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.chat.SseWriter;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes one stream. One block is open at a time, and is closed before the next begins; why the answer ends is written
 * last, because the usage, which stands in the same event, may follow. Keeps nothing of the content; single-threaded.
 */
final class MessageEventWriter implements AnswerEvents {

    private static final byte[] MESSAGE_START = SseWriter.named("message_start");
    private static final byte[] BLOCK_START = SseWriter.named("content_block_start");
    private static final byte[] BLOCK_DELTA = SseWriter.named("content_block_delta");
    private static final byte[] BLOCK_STOP = SseWriter.named("content_block_stop");
    private static final byte[] MESSAGE_DELTA = SseWriter.named("message_delta");
    private static final byte[] MESSAGE_STOP =
            "event: message_stop\ndata: {\"type\":\"message_stop\"}".getBytes(StandardCharsets.US_ASCII);

    private final SseWriter out;
    private final AnswerIds ids;
    private final Ending ending = new Ending();

    /** The block that is open or the one that begins next, counted from 0. */
    private int index;

    private Open open = Open.NOTHING;

    /** Whether the thoughts of the open block are signed: others need another block. */
    private boolean signed;

    private enum Open {
        NOTHING,
        TEXT,
        THINKING,
        TOOL_USE
    }

    MessageEventWriter(Asked asked, OutputStream out) {
        this.out = new SseWriter(out);
        ids = new AnswerIds(asked);
    }

    @Override
    public void started(String id, String model) {
        out.event(MESSAGE_START, to -> {
            to.writeStringField("type", "message_start");
            to.writeObjectFieldStart("message");
            to.writeStringField("id", ids.message(id));
            to.writeStringField("type", "message");
            to.writeStringField("role", "assistant");
            to.writeStringField("model", ids.model(model));
            to.writeArrayFieldStart("content");
            to.writeEndArray();
            to.writeNullField("stop_reason");
            to.writeNullField("stop_sequence");
            UsageWriter.write(to, ending.usage());
            to.writeEndObject();
        });
    }

    @Override
    public void text(String delta) {
        if (delta.isEmpty()) {
            return;
        }
        if (open != Open.TEXT) {
            begin(Open.TEXT, "text", to -> to.writeStringField("text", ""));
        }
        delta("text_delta", "text", delta);
    }

    @Override
    public void refusal(String delta) {
        ending.refused();
        text(delta);
    }

    @Override
    public void thinking(String delta) {
        if (!delta.isEmpty()) {
            if (signed) {
                close();
            }
            think();
            delta("thinking_delta", "thinking", delta);
        }
    }

    @Override
    public void signature(String signature) {
        think();
        signed = true;
        delta("signature_delta", "signature", signature);
    }

    private void think() {
        if (open != Open.THINKING) {
            begin(Open.THINKING, "thinking", to -> {
                to.writeStringField("thinking", "");
                to.writeStringField("signature", "");
            });
        }
    }

    @Override
    public void hiddenThinking(String sealed) {
        begin(Open.NOTHING, "redacted_thinking", to -> to.writeStringField("data", sealed));
        stop();
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        if (signature != null) {
            hiddenThinking(CallSignature.sealed(signature));
        }
        ending.called();
        begin(Open.TOOL_USE, "tool_use", to -> {
            to.writeStringField("id", ids.call(id));
            to.writeStringField("name", name);
            to.writeObjectFieldStart("input");
            to.writeEndObject();
            CallerField.write(to);
        });
    }

    @Override
    public void arguments(String delta) {
        if (!delta.isEmpty() && open == Open.TOOL_USE) {
            delta("input_json_delta", "partial_json", delta);
        }
    }

    @Override
    public void usage(Usage usage) {
        ending.usage(usage);
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        close();
        ending.finished(why, stopSequence);
    }

    @Override
    public void ended() {
        close();
        end(out, ending::writeReason, ending.usage());
    }

    /** Writes the end of a message. */
    static void end(SseWriter out, Json.Content reason, Usage used) {
        out.event(MESSAGE_DELTA, to -> {
            to.writeStringField("type", "message_delta");
            to.writeObjectFieldStart("delta");
            reason.writeTo(to);
            to.writeEndObject();
            UsageWriter.write(to, used);
        });
        out.raw(MESSAGE_STOP);
    }

    /** Writes the end of a block. */
    static void blockStop(SseWriter out, long index) {
        out.event(BLOCK_STOP, to -> {
            to.writeStringField("type", "content_block_stop");
            to.writeNumberField("index", index);
        });
    }

    private void begin(Open kind, String type, Json.Content members) {
        close();
        open = kind;
        signed = false;
        out.event(BLOCK_START, to -> {
            to.writeStringField("type", "content_block_start");
            to.writeNumberField("index", index);
            to.writeObjectFieldStart("content_block");
            to.writeStringField("type", type);
            members.writeTo(to);
            to.writeEndObject();
        });
    }

    private void delta(String type, String member, String value) {
        out.event(BLOCK_DELTA, to -> {
            to.writeStringField("type", "content_block_delta");
            to.writeNumberField("index", index);
            to.writeObjectFieldStart("delta");
            to.writeStringField("type", type);
            to.writeStringField(member, value);
            to.writeEndObject();
        });
    }

    private void close() {
        if (open != Open.NOTHING) {
            open = Open.NOTHING;
            signed = false;
            stop();
        }
    }

    private void stop() {
        blockStop(out, index);
        index++;
    }
}
