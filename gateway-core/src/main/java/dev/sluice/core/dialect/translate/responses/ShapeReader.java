package dev.sluice.core.dialect.translate.responses;

import static dev.sluice.core.dialect.translate.responses.JsonText.string;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what form an answer's text must have: {@code text.format}. Mutable, single-threaded. */
final class ShapeReader {

    private static final String FIELD = "text.format";

    private String type = "";
    private String name = "";
    private @Nullable String description;
    private @Nullable String schema;
    private @Nullable Boolean strict;

    private ShapeReader() {}

    /** Reads the value at which the parser stands; null where it is plain text. */
    static @Nullable AnswerShape read(JsonParser in, Losses losses) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        ShapeReader shape = new ShapeReader();
        Json.object(in, shape::member);
        return shape.shape(losses);
    }

    private @Nullable AnswerShape shape(Losses losses) throws UncarriedException {
        switch (type) {
            case "text" -> {
                return null;
            }
            case "json_object" -> {
                return new AnswerShape.Json();
            }
            case "json_schema" -> {
                if (schema == null) {
                    throw Losses.malformed(FIELD + ".schema", "a JSON schema");
                }
                return new AnswerShape.Schema(name, description, schema, strict);
            }
            default -> {
                losses.uncarried(FIELD + ".type");
                return null;
            }
        }
    }

    private void member(String field, JsonParser in) throws IOException {
        switch (field) {
            case "type" -> type = string(in, "");
            case "name" -> name = string(in, "");
            case "description" -> description = string(in);
            case "strict" -> strict = flag(in);
            case "schema" -> schema = object(in);
            default -> in.skipChildren();
        }
    }

    /** A boolean; null where there is none. */
    static @Nullable Boolean flag(JsonParser in) throws IOException {
        if (in.currentToken().isBoolean()) {
            return in.getBooleanValue();
        }
        in.skipChildren();
        return null;
    }

    /** An object as text; null where there is none. */
    static @Nullable String object(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            return Extras.text(in);
        }
        in.skipChildren();
        return null;
    }
}
