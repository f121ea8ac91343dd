package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;

/** JSON as text, which is written into other JSON as it is. Stateless. */
final class JsonText {

    private JsonText() {}

    /** Whether it is one whole object, and nothing else. */
    static boolean isObject(String text) {
        try (JsonParser in = Json.FACTORY.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            in.skipChildren();
            return in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
        } catch (IOException malformed) {
            // That is the answer.
            return false;
        }
    }
}
