package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a tool call, as it stands in requests, answers and the first delta of a call. Stateless. */
final class CallObject {

    private CallObject() {}

    /** Behind this, {@code arguments} are to be written, and then {@link #end}. */
    static void begin(JsonGenerator out, String id, String name) throws IOException {
        out.writeStartObject();
        members(out, id, name);
    }

    /** Without the start of the object: for one that has an index before. */
    static void members(JsonGenerator out, String id, String name) throws IOException {
        out.writeStringField("id", id);
        out.writeStringField("type", "function");
        out.writeObjectFieldStart("function");
        out.writeStringField("name", name);
    }

    /** @param signature written where Gemini's own endpoint of this format has it, and wants it back */
    static void end(JsonGenerator out, @Nullable String signature) throws IOException {
        out.writeEndObject();
        if (signature != null) {
            out.writeObjectFieldStart("extra_content");
            out.writeObjectFieldStart("google");
            out.writeStringField("thought_signature", signature);
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
