package dev.sluice.netty.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON that fits a schema: all properties, one element of an array, the first of what may be chosen. What it does
 * not know, such as patterns, it does not heed; what refers to itself ends where it is too deep, or too long. Not
 * thread-safe: one a schema.
 */
final class Example {

    private static final int DEEPEST = 12;
    private static final int LONGEST = 64 << 10;
    private static final String NOTHING = "{}";

    private final JsonNode root;
    private final StringBuilder json = new StringBuilder(128);

    private Example(JsonNode root) {
        this.root = root;
    }

    /** What fits this schema. */
    static String of(JsonNode schema) {
        Example example = new Example(schema);
        example.write(schema, 0);
        return example.json.toString();
    }

    /** The same, which is an object whatever the schema says. */
    static String object(JsonNode schema) {
        String fits = schema.isObject() ? of(schema) : NOTHING;
        return fits.startsWith("{") ? fits : NOTHING;
    }

    private void write(JsonNode schema, int depth) {
        JsonNode chosen = chosen(schema);
        if (chosen != null && goesOn(depth)) {
            write(chosen, depth + 1);
        } else if (schema.has("const")) {
            json.append(schema.get("const"));
        } else if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
            json.append(schema.get("enum").get(0));
        } else {
            typed(schema, depth);
        }
    }

    /** What a schema refers to, or leaves to choose; null: it stands for itself. */
    private @Nullable JsonNode chosen(JsonNode schema) {
        String reference = schema.path("$ref").asText("");
        if (reference.startsWith("#")) {
            return root.at(reference.substring(1));
        }
        for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
                return schema.get(choice).get(0);
            }
        }
        return null;
    }

    private void typed(JsonNode schema, int depth) {
        JsonNode type = schema.path("type").isArray() ? schema.path("type").path(0) : schema.path("type");
        String named = type.asText("").toLowerCase(Locale.ROOT);
        switch (named.isEmpty() && schema.has("properties") ? "object" : named) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer" -> json.append(schema.path("minimum").asLong(7));
            case "number" -> json.append(schema.path("minimum").asDouble(7.5));
            case "boolean" -> json.append(true);
            case "null" -> json.append("null");
            default -> json.append("\"the river 水\"");
        }
    }

    private void object(JsonNode schema, int depth) {
        json.append('{');
        String separator = "";
        if (goesOn(depth)) {
            for (var property : schema.path("properties").properties()) {
                json.append(separator).append(Json.quoted(property.getKey())).append(':');
                write(property.getValue(), depth + 1);
                separator = ",";
            }
        }
        json.append('}');
    }

    private boolean goesOn(int depth) {
        return depth < DEEPEST && json.length() < LONGEST;
    }

    private void array(JsonNode schema, int depth) {
        int elements = depth < DEEPEST
                ? Math.max(1, Math.min(8, schema.path("minItems").asInt(1)))
                : 0;
        json.append('[');
        for (int i = 0; i < elements; i++) {
            json.append(i == 0 ? "" : ",");
            write(schema.path("items"), depth + 1);
        }
        json.append(']');
    }
}
