package dev.sluice.core.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.sluice.core.config.YamlNode.Mapping;
import dev.sluice.core.config.YamlNode.Scalar;
import dev.sluice.core.config.YamlNode.Sequence;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes a YAML value as JSON, with its texts expanded. Used by one thread, once. */
final class YamlJson {

    /** RFC 8259, section 6; YAML has more ways to write a number. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final Substitution substitution;
    private final StringBuilder json = new StringBuilder();

    private YamlJson(Substitution substitution) {
        this.substitution = substitution;
    }

    static JsonValue of(YamlNode node, Substitution substitution) throws Malformed {
        YamlJson writer = new YamlJson(substitution);
        writer.write(node);
        return new JsonValue(writer.json.toString());
    }

    private void write(YamlNode node) throws Malformed {
        if (node instanceof Mapping mapping) {
            mapping(mapping);
        } else if (node instanceof Sequence sequence) {
            sequence(sequence);
        } else if (node instanceof Scalar scalar) {
            scalar(scalar);
        }
    }

    private void mapping(Mapping mapping) throws Malformed {
        String separator = "{";
        for (var member : mapping.values().entrySet()) {
            json.append(separator);
            quote(member.getKey());
            json.append(':');
            write(member.getValue());
            separator = ",";
        }
        json.append(mapping.values().isEmpty() ? "{}" : "}");
    }

    private void sequence(Sequence sequence) throws Malformed {
        String separator = "[";
        for (YamlNode item : sequence.items()) {
            json.append(separator);
            write(item);
            separator = ",";
        }
        json.append(sequence.items().isEmpty() ? "[]" : "]");
    }

    private void scalar(Scalar scalar) throws Malformed {
        switch (scalar.form()) {
            case TEXT -> quote(substitution.expand(scalar.text()));
            case TRUTH -> json.append(scalar.text().toLowerCase(Locale.ROOT));
            case NOTHING -> json.append("null");
            case NUMBER -> {
                if (!NUMBER.matcher(scalar.text()).matches()) {
                    throw new Malformed("has a number that JSON does not know: write it plainly, or in quotes");
                }
                json.append(scalar.text());
            }
        }
    }

    private void quote(String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
