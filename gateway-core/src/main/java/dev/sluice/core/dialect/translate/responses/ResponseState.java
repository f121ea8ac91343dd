package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as far as it has come: the object that answers hold and events repeat, with every member that SDKs want.
 * What a request said is not repeated: it is not known here, and stands at what holds without a word. Immutable.
 *
 * @param usage null where nothing is known yet
 */
record ResponseState(
        Head head,
        Status status,
        List<Item> output,
        @Nullable Usage usage) {

    ResponseState {
        output = List.copyOf(output);
    }

    /** What is known from the beginning. */
    record Head(String id, long createdAt, String model) {}

    /** How far a response has come, and what kept it from getting further. */
    enum Status {
        IN_PROGRESS("in_progress", null),
        COMPLETED("completed", null),
        OUT_OF_TOKENS("incomplete", "max_output_tokens"),
        FILTERED("incomplete", "content_filter");

        private final String word;
        private final @Nullable String reason;

        Status(String word, @Nullable String reason) {
            this.word = word;
            this.reason = reason;
        }
    }

    boolean isComplete() {
        return status == Status.COMPLETED;
    }

    /** Writes it as one object. */
    void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", head.id);
        out.writeStringField("object", "response");
        out.writeNumberField("created_at", head.createdAt);
        out.writeStringField("status", status.word);
        out.writeBooleanField("background", false);
        out.writeNullField("error");
        writeReason(out);
        out.writeNullField("instructions");
        out.writeNullField("max_output_tokens");
        out.writeStringField("model", head.model);
        out.writeArrayFieldStart("output");
        for (Item each : output) {
            each.write(out);
        }
        out.writeEndArray();
        writeUsual(out);
        if (usage == null || !usage.reported()) {
            out.writeNullField("usage");
        } else {
            ResponseUsage.write(out, usage);
        }
        out.writeNullField("user");
        out.writeObjectFieldStart("metadata");
        out.writeEndObject();
        out.writeEndObject();
    }

    private void writeReason(JsonGenerator out) throws IOException {
        if (status.reason == null) {
            out.writeNullField("incomplete_details");
        } else {
            out.writeObjectFieldStart("incomplete_details");
            out.writeStringField("reason", status.reason);
            out.writeEndObject();
        }
    }

    private static void writeUsual(JsonGenerator out) throws IOException {
        out.writeBooleanField("parallel_tool_calls", true);
        out.writeNullField("previous_response_id");
        out.writeObjectFieldStart("reasoning");
        out.writeNullField("effort");
        out.writeNullField("summary");
        out.writeEndObject();
        out.writeBooleanField("store", false);
        out.writeNullField("temperature");
        out.writeObjectFieldStart("text");
        out.writeObjectFieldStart("format");
        out.writeStringField("type", "text");
        out.writeEndObject();
        out.writeEndObject();
        out.writeStringField("tool_choice", "auto");
        out.writeArrayFieldStart("tools");
        out.writeEndArray();
        out.writeNullField("top_p");
        out.writeStringField("truncation", "disabled");
    }
}
