package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.chat.SseWriter;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream: each thing it hears is a chunk at once, but for the usage, which is told once at the end, to who
 * asked for it. {@code [DONE]} is written only when the answer has ended. Keeps no text. Single-threaded.
 */
final class ChatStreamWriter implements AnswerEvents {

    private static final byte[] DONE = "data: [DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Asked asked;
    private final SseWriter out;
    private String id = "";
    private String model = "";
    private Usage usage = Usage.NONE;

    /** How many calls have begun, and whether the last one has arguments yet. */
    private int calls;

    private boolean hasArguments = true;

    ChatStreamWriter(Asked asked, OutputStream out) {
        this.asked = asked;
        this.out = new SseWriter(out);
    }

    @Override
    public void started(String answerId, String answerModel) {
        id = MadeIds.answer(asked, answerId);
        model = MadeIds.model(asked, answerModel);
        delta(json -> {
            json.writeStringField("role", "assistant");
            json.writeStringField("content", "");
            json.writeNullField("refusal");
        });
    }

    @Override
    public void text(String delta) {
        textDelta("content", delta);
    }

    @Override
    public void refusal(String delta) {
        textDelta("refusal", delta);
    }

    @Override
    public void thinking(String delta) {
        textDelta("reasoning_content", delta);
    }

    @Override
    public void signature(String signature) {
        // Thoughts go to the client without: it has no place to give it back.
    }

    @Override
    public void hiddenThinking(String sealed) {
        // As above.
    }

    @Override
    public void toolCall(String callId, String name, @Nullable String signature) {
        completeCall();
        hasArguments = false;
        int index = calls++;
        callDelta(index, json -> {
            CallObject.members(json, MadeIds.call(asked, callId, index), name);
            json.writeStringField("arguments", "");
            CallObject.end(json, signature);
        });
    }

    @Override
    public void arguments(String delta) {
        if (delta.isEmpty()) {
            return;
        }
        hasArguments = true;
        callDelta(calls - 1, json -> {
            json.writeObjectFieldStart("function");
            json.writeStringField("arguments", delta);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    @Override
    public void usage(Usage told) {
        usage = told;
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        completeCall();
        choice(json -> {}, FinishReasons.write(why));
    }

    @Override
    public void ended() {
        if (asked.includesUsage() && usage.reported()) {
            out.event(json -> {
                head(json);
                json.writeArrayFieldStart("choices");
                json.writeEndArray();
                UsageObject.write(json, usage);
            });
        }
        out.raw(DONE);
    }

    /** Clients parse the arguments, and nothing is no JSON. */
    private void completeCall() {
        if (!hasArguments) {
            arguments("{}");
        }
    }

    private void textDelta(String name, String text) {
        if (!text.isEmpty()) {
            delta(json -> json.writeStringField(name, text));
        }
    }

    /** @param rest of the call, and its end */
    private void callDelta(int index, Json.Content rest) {
        delta(json -> {
            json.writeArrayFieldStart("tool_calls");
            json.writeStartObject();
            json.writeNumberField("index", index);
            rest.writeTo(json);
            json.writeEndArray();
        });
    }

    private void delta(Json.Content members) {
        choice(members, null);
    }

    private void choice(Json.Content delta, @Nullable String finishReason) {
        out.event(json -> {
            head(json);
            json.writeArrayFieldStart("choices");
            json.writeStartObject();
            json.writeNumberField("index", 0);
            json.writeObjectFieldStart("delta");
            delta.writeTo(json);
            json.writeEndObject();
            json.writeNullField("logprobs");
            json.writeStringField("finish_reason", finishReason);
            json.writeEndObject();
            json.writeEndArray();
            if (asked.includesUsage()) {
                json.writeNullField("usage");
            }
        });
    }

    private void head(JsonGenerator json) throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("object", "chat.completion.chunk");
        json.writeNumberField("created", asked.epochSeconds());
        json.writeStringField("model", model);
    }
}
