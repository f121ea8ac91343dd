package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;

/**
 * Walks over JSON as Google takes it: names in camel case or with underscores, null for what is absent, and one element
 * where an array is due. Whatever has another shape is malformed. Stateless.
 */
public final class Shapes {

    private Shapes() {}

    /** The members of an object, named in camel case: the parser stands at the value, and must be left at its end. */
    @FunctionalInterface
    public interface Members {
        void member(String name, JsonParser in) throws IOException, UncarriedException;
    }

    /** The elements of an array: the parser stands at one, and must be left at its end. */
    @FunctionalInterface
    public interface Elements {
        void element(int index, JsonParser in) throws IOException, UncarriedException;
    }

    public static void object(JsonParser in, String field, Members members) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw Losses.malformed(field, "an object");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = camel(in.currentName());
            in.nextToken();
            members.member(name, in);
        }
    }

    public static void array(JsonParser in, Elements elements) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (in.currentToken() != JsonToken.START_ARRAY) {
            elements.element(0, in);
            return;
        }
        for (int index = 0; in.nextToken() != JsonToken.END_ARRAY; index++) {
            elements.element(index, in);
        }
    }

    /** A text; empty where it is null. */
    public static String text(JsonParser in, String field) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return "";
        }
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw Losses.malformed(field, "a string");
        }
        return in.getText();
    }

    /** A boolean; false where it is null. */
    public static boolean flag(JsonParser in, String field) throws UncarriedException {
        return switch (in.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw Losses.malformed(field, "a boolean");
        };
    }

    /** {@code topK} for {@code top_k}. */
    public static String camel(String name) {
        int at = name.indexOf('_');
        if (at < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder(name.length()).append(name, 0, at);
        for (; at < name.length(); at++) {
            if (name.charAt(at) == '_' && at + 1 < name.length()) {
                camel.append(Character.toUpperCase(name.charAt(++at)));
            } else {
                camel.append(name.charAt(at));
            }
        }
        return camel.toString();
    }
}
