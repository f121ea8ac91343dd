package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import java.io.IOException;

/** Arguments of a call as text, which other formats carry as they are, and Gemini as an object. Stateless. */
final class Arguments {

    private Arguments() {}

    /** Whether it is one JSON object, and nothing else. */
    static boolean areObject(String text) {
        try (JsonParser in = Json.FACTORY.createParser(text)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            in.skipChildren();
            return in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
        } catch (IOException malformed) {
            return false;
        }
    }
}
