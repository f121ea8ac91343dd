package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Texts in JSON, and JSON in texts. Stateless. */
final class JsonText {

    private JsonText() {}

    /** Whether a text is one JSON object, and nothing else. */
    static boolean isObject(String text) {
        try (JsonParser in = Json.FACTORY.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            in.skipChildren();
            return in.nextToken() == null;
        } catch (IOException malformed) {
            return false;
        }
    }

    /** The text at which a parser stands, which is left at its end; null where it is none. */
    static @Nullable String string(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getText();
        }
        in.skipChildren();
        return null;
    }

    /** The text at which a parser stands, which is left at its end; {@code otherwise} where it is none. */
    static String string(JsonParser in, String otherwise) throws IOException {
        String text = string(in);
        return text == null ? otherwise : text;
    }
}
