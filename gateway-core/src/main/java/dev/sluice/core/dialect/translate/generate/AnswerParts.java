package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the parts of an answer. Stateless. */
final class AnswerParts {

    private AnswerParts() {}

    static void text(JsonGenerator out, String text) throws IOException {
        out.writeStartObject();
        out.writeStringField("text", text);
        out.writeEndObject();
    }

    static void thought(JsonGenerator out, String text, @Nullable String sealed) throws IOException {
        out.writeStartObject();
        out.writeStringField("text", text);
        out.writeBooleanField("thought", true);
        if (sealed != null) {
            out.writeStringField("thoughtSignature", sealed);
        }
        out.writeEndObject();
    }

    /** @param args a JSON object */
    static void call(JsonGenerator out, OpenCall call, String args) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("functionCall");
        out.writeStringField("id", call.id());
        out.writeStringField("name", call.name());
        out.writeFieldName("args");
        out.writeRawValue(args);
        out.writeEndObject();
        String signature = call.signature();
        if (signature != null) {
            out.writeStringField("thoughtSignature", Seal.SIGNATURE.seal(signature));
        }
        out.writeEndObject();
    }
}
