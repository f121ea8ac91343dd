package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes an answer as one object: what goes on becomes one part. Complete when it has ended. Single-threaded. */
final class WholeOutput implements AnswerWriting.Output {

    private final JsonGenerator out;
    private String id = "";
    private String model = "";
    private boolean hasContent;

    // Text or thoughts that may go on.
    private final StringBuilder run = new StringBuilder();
    private boolean runIsThought;

    /** @param out never fails: memory */
    WholeOutput(OutputStream out) {
        try {
            this.out = Json.FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    @Override
    public void started(String answerId, String answerModel) {
        id = answerId;
        model = answerModel;
        write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("candidates");
            json.writeStartObject();
        });
    }

    @Override
    public void text(String delta) {
        runOf(false).append(delta);
    }

    @Override
    public void thought(String delta, @Nullable String sealed) {
        if (sealed == null) {
            runOf(true).append(delta);
        } else {
            String thoughts = runOf(true).append(delta).toString();
            run.setLength(0);
            part(json -> AnswerParts.thought(json, thoughts, sealed));
        }
    }

    @Override
    public void call(OpenCall call, String args) {
        endRun();
        part(json -> AnswerParts.call(json, call, args));
    }

    @Override
    public void ended(@Nullable String why, Usage usage) {
        endRun();
        String reason = why == null ? "STOP" : why;
        write(json -> {
            if (hasContent) {
                json.writeEndArray();
                json.writeStringField("role", "model");
                json.writeEndObject();
            } else if (reason.equals("STOP")) {
                json.writeObjectFieldStart("content");
                json.writeStringField("role", "model");
                json.writeEndObject();
            }
            json.writeStringField("finishReason", reason);
            json.writeNumberField("index", 0);
            json.writeEndObject();
            json.writeEndArray();
            UsageMetadata.write(json, usage);
            json.writeStringField("modelVersion", model);
            json.writeStringField("responseId", id);
            json.writeEndObject();
            json.close();
        });
    }

    private StringBuilder runOf(boolean thought) {
        if (runIsThought != thought) {
            endRun();
            runIsThought = thought;
        }
        return run;
    }

    private void endRun() {
        if (run.isEmpty()) {
            return;
        }
        String text = run.toString();
        run.setLength(0);
        if (runIsThought) {
            part(json -> AnswerParts.thought(json, text, null));
        } else {
            part(json -> AnswerParts.text(json, text));
        }
    }

    private void part(Json.Content part) {
        write(json -> {
            if (!hasContent) {
                hasContent = true;
                json.writeObjectFieldStart("content");
                json.writeArrayFieldStart("parts");
            }
            part.writeTo(json);
        });
    }

    private void write(Json.Content content) {
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }
}
