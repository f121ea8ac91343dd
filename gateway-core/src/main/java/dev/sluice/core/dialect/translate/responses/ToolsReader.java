package dev.sluice.core.dialect.translate.responses;

import static dev.sluice.core.dialect.translate.responses.JsonText.string;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads tools, and which of them must be called. Only functions are anybody's: tools that OpenAI runs itself cannot be
 * carried over. Mutable, single-threaded.
 */
final class ToolsReader {

    private String type = "";
    private @Nullable String name;
    private @Nullable String description;
    private @Nullable String schema;
    private @Nullable Boolean strict;
    private final List<String> foreign = new ArrayList<>(0);

    private ToolsReader() {}

    static List<Tool> tools(JsonParser in, Losses losses) throws IOException, UncarriedException {
        List<Tool> tools = new ArrayList<>();
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return tools;
        }
        for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
            ToolsReader read = new ToolsReader();
            Json.object(in, read::member);
            Tool tool = read.tool("tools." + i, losses);
            if (tool != null) {
                tools.add(tool);
            }
        }
        return tools;
    }

    /** Reads the value at which the parser stands; null where it says nothing, or cannot be carried over. */
    static @Nullable ToolChoice choice(JsonParser in, Losses losses) throws IOException, UncarriedException {
        switch (in.currentToken()) {
            case VALUE_NULL -> {
                return null;
            }
            case VALUE_STRING -> {
                return word(in.getText());
            }
            default -> {
                ToolsReader read = new ToolsReader();
                Json.object(in, read::member);
                return read.named(losses);
            }
        }
    }

    private static ToolChoice word(String word) throws UncarriedException {
        return switch (word) {
            case "auto" -> ToolChoice.Any.AUTO;
            case "none" -> ToolChoice.Any.NONE;
            case "required" -> ToolChoice.Any.REQUIRED;
            default -> throw Losses.malformed("tool_choice", "'auto', 'none', 'required' or an object");
        };
    }

    private @Nullable ToolChoice named(Losses losses) throws UncarriedException {
        if (!type.equals("function")) {
            losses.uncarried("tool_choice.type");
            return null;
        }
        return new ToolChoice.Named(required("tool_choice.name"));
    }

    private @Nullable Tool tool(String path, Losses losses) throws UncarriedException {
        if (!type.equals("function")) {
            losses.uncarried(path + ".type");
            return null;
        }
        for (String each : foreign) {
            losses.uncarried(path + "." + each);
        }
        return new Tool(required(path + ".name"), description, schema == null ? "" : schema, strict);
    }

    private String required(String path) throws UncarriedException {
        if (name == null || name.isEmpty()) {
            throw Losses.malformed(path, "a string that is not empty");
        }
        return name;
    }

    private void member(String field, JsonParser in) throws IOException {
        switch (field) {
            case "type" -> type = string(in, "");
            case "name" -> name = string(in);
            case "description" -> description = string(in);
            case "parameters" -> schema = ShapeReader.object(in);
            case "strict" -> strict = ShapeReader.flag(in);
            default -> {
                if (Json.holdsSomething(in)) {
                    foreign.add(field);
                }
            }
        }
    }
}
