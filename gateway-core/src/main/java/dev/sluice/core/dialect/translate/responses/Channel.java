package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** In what a text grows, piece by piece; and how its events are called. */
enum Channel {
    TEXT("response.output_text", "text", "content_index", "response.content_part", "output_text"),
    REFUSAL("response.refusal", "refusal", "content_index", "response.content_part", "refusal"),
    SUMMARY(
            "response.reasoning_summary_text",
            "text",
            "summary_index",
            "response.reasoning_summary_part",
            "summary_text"),
    /** Arguments are no part of anything but their call. */
    ARGUMENTS("response.function_call_arguments", "arguments", "", "", "");

    private final EventName delta;
    private final EventName done;
    private final EventName partAdded;
    private final EventName partDone;
    private final String field;
    private final String indexField;
    private final String partType;

    Channel(String event, String field, String indexField, String partEvent, String partType) {
        this.delta = new EventName(event + ".delta");
        this.done = new EventName(event + ".done");
        this.partAdded = new EventName(partEvent + ".added");
        this.partDone = new EventName(partEvent + ".done");
        this.field = field;
        this.indexField = indexField;
        this.partType = partType;
    }

    EventName delta() {
        return delta;
    }

    EventName done() {
        return done;
    }

    EventName partAdded() {
        return partAdded;
    }

    EventName partDone() {
        return partDone;
    }

    /** How the whole text is called in the event that says that it is done. */
    String field() {
        return field;
    }

    /** What a part is called. */
    String partType() {
        return partType;
    }

    /** How the number of the part is called. */
    String indexField() {
        return indexField;
    }

    boolean hasParts() {
        return this != ARGUMENTS;
    }

    /** Whether SDKs want probabilities beside the text. */
    boolean hasProbabilities() {
        return this == TEXT;
    }

    /** Writes the members of a part. */
    void writePart(JsonGenerator out, String text) throws IOException {
        out.writeStringField("type", partType);
        if (this == TEXT) {
            out.writeArrayFieldStart("annotations");
            out.writeEndArray();
            out.writeArrayFieldStart("logprobs");
            out.writeEndArray();
        }
        out.writeStringField(field, text);
    }
}
