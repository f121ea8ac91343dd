package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole answer when it has heard all of it. Holds the texts until then: as much as the answer is long, which
 * is in memory whole anyway. Single-threaded.
 */
final class ChatAnswerWriter implements AnswerEvents {

    private final Asked asked;
    private final OutputStream out;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private String id = "";
    private String model = "";
    private Usage usage = Usage.NONE;
    private Finish finish = Finish.STOP;

    ChatAnswerWriter(Asked asked, OutputStream out) {
        this.asked = asked;
        this.out = out;
    }

    @Override
    public void started(String answerId, String answerModel) {
        id = answerId;
        model = answerModel;
    }

    @Override
    public void text(String delta) {
        text.append(delta);
    }

    @Override
    public void refusal(String delta) {
        refusal.append(delta);
    }

    @Override
    public void thinking(String delta) {
        thoughts.append(delta);
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
        calls.add(new Call(MadeIds.call(asked, callId, calls.size()), name, signature, new StringBuilder()));
    }

    @Override
    public void arguments(String delta) {
        calls.get(calls.size() - 1).arguments().append(delta);
    }

    @Override
    public void usage(Usage told) {
        usage = told;
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        finish = why;
    }

    @Override
    public void ended() {
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", MadeIds.answer(asked, id));
            json.writeStringField("object", "chat.completion");
            json.writeNumberField("created", asked.epochSeconds());
            json.writeStringField("model", MadeIds.model(asked, model));
            choices(json);
            if (usage.reported()) {
                UsageObject.write(json, usage);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    private void choices(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("choices");
        json.writeStartObject();
        json.writeNumberField("index", 0);
        message(json);
        json.writeNullField("logprobs");
        json.writeStringField("finish_reason", FinishReasons.write(finish));
        json.writeEndObject();
        json.writeEndArray();
    }

    private void message(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("message");
        json.writeStringField("role", "assistant");
        if (text.isEmpty() && !(calls.isEmpty() && refusal.isEmpty())) {
            json.writeNullField("content");
        } else {
            json.writeStringField("content", text.toString());
        }
        if (refusal.isEmpty()) {
            json.writeNullField("refusal");
        } else {
            json.writeStringField("refusal", refusal.toString());
        }
        if (!thoughts.isEmpty()) {
            json.writeStringField("reasoning_content", thoughts.toString());
        }
        calls(json);
        json.writeEndObject();
    }

    private void calls(JsonGenerator json) throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tool_calls");
        for (Call call : calls) {
            CallObject.begin(json, call.id(), call.name());
            json.writeStringField(
                    "arguments",
                    call.arguments().isEmpty() ? "{}" : call.arguments().toString());
            CallObject.end(json, call.signature());
        }
        json.writeEndArray();
    }

    private record Call(String id, String name, @Nullable String signature, StringBuilder arguments) {}
}
