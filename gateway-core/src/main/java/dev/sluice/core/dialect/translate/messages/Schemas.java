package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;

/**
 * JSON schemas where they must be followed: Anthropic wants each object in them closed, and refuses limits, which its
 * own SDKs tell the model in the description instead; and it knows members that may be absent, which OpenAI's
 * strictness does not. Stateless.
 */
final class Schemas {

    private static final Set<String> LIMITS = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties");

    private Schemas() {}

    /** The schema with each object closed that does not say whether it is, and its limits told in words. */
    static String followed(String schemaJson) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonParser in = Json.FACTORY.createParser(schemaJson);
                JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            in.nextToken();
            new Copy(out).schema(in);
        }
        return text.toString();
    }

    /** Whether no member may be absent: whether it is strict by OpenAI's rules, too. */
    static boolean requiresAll(String schemaJson) throws IOException {
        if (schemaJson.isEmpty()) {
            return true;
        }
        StringWriter text = new StringWriter();
        try (JsonParser in = Json.FACTORY.createParser(schemaJson);
                JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            in.nextToken();
            Copy copy = new Copy(out);
            copy.schema(in);
            return copy.requiresAll;
        }
    }

    /** Copies a schema, closing its objects. Single-threaded. */
    private static final class Copy {

        private final JsonGenerator out;
        private boolean requiresAll = true;

        private Copy(JsonGenerator out) {
            this.out = out;
        }

        private void schema(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                other(in);
                return;
            }
            boolean isObject = false;
            boolean says = false;
            StringBuilder words = new StringBuilder();
            Set<String> properties = new HashSet<>();
            Set<String> required = new HashSet<>();
            out.writeStartObject();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                if (isTold(name, in, words)) {
                    continue;
                }
                out.writeFieldName(name);
                isObject |= name.equals("properties")
                        || name.equals("type") && in.getText().equals("object");
                says |= name.equals("additionalProperties");
                switch (name) {
                    case "properties" -> named(in, properties);
                    case "required" -> texts(in, required);
                    default -> member(name, in);
                }
            }
            if (!words.isEmpty()) {
                out.writeStringField("description", words.toString());
            }
            if (isObject && !says) {
                out.writeBooleanField("additionalProperties", false);
            }
            out.writeEndObject();
            requiresAll &= required.containsAll(properties);
        }

        /** Whether a member is but told the model in words. */
        private static boolean isTold(String name, JsonParser in, StringBuilder words) throws IOException {
            if (name.equals("description") && in.currentToken() == JsonToken.VALUE_STRING) {
                words.insert(0, words.isEmpty() ? in.getText() : in.getText() + "\n");
                return true;
            }
            boolean isLimit = LIMITS.contains(name) || name.equals("minItems") && in.getValueAsLong() > 1;
            if (isLimit) {
                words.append(words.isEmpty() ? "" : "\n")
                        .append(name)
                        .append(": ")
                        .append(Extras.text(in));
            }
            return isLimit;
        }

        private void member(String name, JsonParser in) throws IOException {
            switch (name) {
                case "$defs", "definitions" -> named(in, new HashSet<>());
                case "items", "additionalProperties", "not" -> schema(in);
                case "anyOf", "oneOf", "allOf", "prefixItems" -> all(in);
                default -> other(in);
            }
        }

        /** Schemas by their names. */
        private void named(JsonParser in, Set<String> names) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                other(in);
                return;
            }
            out.writeStartObject();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                names.add(in.currentName());
                out.writeFieldName(in.currentName());
                in.nextToken();
                schema(in);
            }
            out.writeEndObject();
        }

        private void all(JsonParser in) throws IOException {
            if (in.currentToken() != JsonToken.START_ARRAY) {
                other(in);
                return;
            }
            out.writeStartArray();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                schema(in);
            }
            out.writeEndArray();
        }

        private void texts(JsonParser in, Set<String> texts) throws IOException {
            if (in.currentToken() != JsonToken.START_ARRAY) {
                other(in);
                return;
            }
            out.writeStartArray();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                texts.add(in.getText());
                other(in);
            }
            out.writeEndArray();
        }

        private void other(JsonParser in) throws IOException {
            out.writeRawValue(Extras.text(in));
        }
    }
}
