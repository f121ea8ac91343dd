package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes a schema of Google's, which follow OpenAPI, as a JSON schema: types in small letters, what may be null as a
 * type of its own, limits as numbers. Stateless.
 */
final class Schemas {

    private Schemas() {}

    /** The JSON schema, as text, of the schema at which the parser stands. */
    static String text(JsonParser in) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            schema(in, out);
        }
        return text.toString();
    }

    private static void schema(JsonParser in, JsonGenerator out) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            out.writeRawValue(Extras.text(in));
            return;
        }
        // Whether null is allowed may be said behind the type.
        String type = null;
        boolean nullable = false;
        out.writeStartObject();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = Shapes.camel(in.currentName());
            JsonToken token = in.nextToken();
            if (name.equals("type") && token == JsonToken.VALUE_STRING) {
                type = in.getText().toLowerCase(Locale.ROOT);
            } else if (name.equals("nullable")) {
                nullable = token == JsonToken.VALUE_TRUE;
                in.skipChildren();
            } else {
                member(name, in, out);
            }
        }
        type(type, nullable, out);
        out.writeEndObject();
    }

    private static void type(@Nullable String type, boolean nullable, JsonGenerator out) throws IOException {
        if (type == null || type.equals("type_unspecified")) {
            return;
        }
        out.writeFieldName("type");
        if (nullable) {
            out.writeStartArray();
            out.writeString(type);
            out.writeString("null");
            out.writeEndArray();
        } else {
            out.writeString(type);
        }
    }

    private static void member(String name, JsonParser in, JsonGenerator out) throws IOException {
        switch (name) {
            // In which order members are written is Google's own.
            case "propertyOrdering" -> in.skipChildren();
            case "properties", "$defs", "defs" -> {
                out.writeFieldName(name);
                properties(in, out);
            }
            case "items", "additionalProperties" -> {
                out.writeFieldName(name);
                schema(in, out);
            }
            case "anyOf", "oneOf", "allOf", "prefixItems" -> {
                out.writeFieldName(name);
                all(in, out);
            }
            case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties" -> {
                out.writeFieldName(name);
                limit(in, out);
            }
            default -> {
                out.writeFieldName(name);
                out.writeRawValue(Extras.text(in));
            }
        }
    }

    private static void properties(JsonParser in, JsonGenerator out) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            out.writeRawValue(Extras.text(in));
            return;
        }
        out.writeStartObject();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            out.writeFieldName(in.currentName());
            in.nextToken();
            schema(in, out);
        }
        out.writeEndObject();
    }

    private static void all(JsonParser in, JsonGenerator out) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            out.writeRawValue(Extras.text(in));
            return;
        }
        out.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            schema(in, out);
        }
        out.writeEndArray();
    }

    /** Google writes 64 bits as text. */
    private static void limit(JsonParser in, JsonGenerator out) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING && in.getText().matches("[0-9]{1,18}")) {
            out.writeNumber(in.getText());
        } else {
            out.writeRawValue(Extras.text(in));
        }
    }
}
