package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the {@code response_format} of a request. Single-threaded. */
final class ShapeReader {

    private static final String PATH = "response_format";
    private static final String SCHEMA = PATH + ".json_schema";

    private String type = "";
    private String name = "";
    private @Nullable String description;
    private @Nullable String schemaJson;
    private @Nullable Boolean strict;

    private ShapeReader() {}

    /** Null: plain text. */
    static @Nullable AnswerShape read(JsonParser in) throws IOException, UncarriedException {
        ShapeReader format = new ShapeReader();
        format.members(in);
        return switch (format.type) {
            case "text" -> null;
            case "json_object" -> new AnswerShape.Json();
            case "json_schema" -> format.schema();
            default -> throw Losses.malformed(PATH + ".type", "text, json_object or json_schema");
        };
    }

    private AnswerShape schema() throws UncarriedException {
        if (schemaJson == null) {
            throw Losses.malformed(SCHEMA + ".schema", "an object");
        }
        return new AnswerShape.Schema(name, description, schemaJson, strict);
    }

    private void members(JsonParser in) throws IOException, UncarriedException {
        Values.object(in, PATH);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "type" -> type = Values.text(in, PATH + ".type");
                case "json_schema" -> schema(in);
                default -> in.skipChildren();
            }
        }
    }

    private void schema(JsonParser in) throws IOException, UncarriedException {
        Values.object(in, SCHEMA);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "name" -> name = Values.text(in, SCHEMA + ".name");
                case "description" -> description = Values.textOrNull(in, SCHEMA + ".description");
                case "schema" -> {
                    Values.object(in, SCHEMA + ".schema");
                    schemaJson = Extras.text(in);
                }
                case "strict" -> strict = Values.isNull(in) ? null : Values.bool(in, SCHEMA + ".strict");
                default -> in.skipChildren();
            }
        }
    }
}
