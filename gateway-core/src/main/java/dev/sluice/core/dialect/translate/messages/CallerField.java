package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Who calls a tool: always the model itself. Clients' libraries demand the field. */
final class CallerField {

    private CallerField() {}

    /** A member of the object that is being written. */
    static void write(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("caller");
        out.writeStringField("type", "direct");
        out.writeEndObject();
    }
}
