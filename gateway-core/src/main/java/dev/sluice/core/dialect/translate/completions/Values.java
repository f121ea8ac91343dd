package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads values of a request that must be of one type, and says which where they are not. Stateless. */
final class Values {

    private Values() {}

    static boolean isNull(JsonParser in) {
        return in.currentToken() == JsonToken.VALUE_NULL;
    }

    static String text(JsonParser in, String path) throws IOException, UncarriedException {
        require(in.currentToken() == JsonToken.VALUE_STRING, path, "a string");
        return in.getText();
    }

    static @Nullable String textOrNull(JsonParser in, String path) throws IOException, UncarriedException {
        return isNull(in) ? null : text(in, path);
    }

    /** As it is written. */
    static String number(JsonParser in, String path) throws IOException, UncarriedException {
        require(in.currentToken().isNumeric(), path, "a number");
        return in.getText();
    }

    /** As it is written. */
    static String integer(JsonParser in, String path) throws IOException, UncarriedException {
        require(in.currentToken() == JsonToken.VALUE_NUMBER_INT, path, "an integer");
        return in.getText();
    }

    static boolean bool(JsonParser in, String path) throws IOException, UncarriedException {
        require(in.currentToken().isBoolean(), path, "true or false");
        return in.getBooleanValue();
    }

    /** The parser stands at an object: its members may be read. */
    static void object(JsonParser in, String path) throws UncarriedException {
        require(in.currentToken() == JsonToken.START_OBJECT, path, "an object");
    }

    /** The parser stands at an array: its elements may be read. */
    static void array(JsonParser in, String path) throws UncarriedException {
        require(in.currentToken() == JsonToken.START_ARRAY, path, "an array");
    }

    private static void require(boolean is, String path, String mustBe) throws UncarriedException {
        if (!is) {
            throw Losses.malformed(path, mustBe);
        }
    }
}
