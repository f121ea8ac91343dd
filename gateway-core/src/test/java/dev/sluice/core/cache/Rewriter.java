package dev.sluice.core.cache;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes a document as somebody else would write it: in another order, with other white space and escapes. */
final class Rewriter {

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    private Rewriter(Random random) {
        this.random = random;
    }

    static String write(JsonNode node, Random random) {
        Rewriter rewriter = new Rewriter(random);
        rewriter.value(node);
        return rewriter.out.toString();
    }

    private void value(JsonNode node) {
        space();
        if (node.isObject()) {
            object(node);
        } else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                out.append(i == 0 ? "" : ",");
                value(node.get(i));
            }
            space();
            out.append(']');
        } else if (node.isTextual()) {
            text(node.textValue());
        } else {
            out.append(node);
        }
        space();
    }

    private void object(JsonNode node) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
        Collections.shuffle(members, random);
        out.append('{');
        for (int i = 0; i < members.size(); i++) {
            out.append(i == 0 ? "" : ",");
            space();
            text(members.get(i).getKey());
            space();
            out.append(':');
            value(members.get(i).getValue());
        }
        space();
        out.append('}');
    }

    private void text(String text) {
        out.append('"');
        for (char unit : text.toCharArray()) {
            if (unit < ' ' || unit == '"' || unit == '\\' || Character.isSurrogate(unit) || random.nextInt(8) == 0) {
                out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
            } else {
                out.append(unit);
            }
        }
        out.append('"');
    }

    private void space() {
        while (random.nextInt(4) == 0) {
            out.append(" \t\r\n".charAt(random.nextInt(4)));
        }
    }
}
