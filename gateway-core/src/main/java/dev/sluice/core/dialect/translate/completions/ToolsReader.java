package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tools of a request, and which of them must be called. Single-threaded. */
final class ToolsReader {

    private static final String CHOICE = "tool_choice";
    private static final String FUNCTION = "function";

    private final String path;
    private String type = FUNCTION;
    private String name = "";
    private @Nullable String description;
    private String schemaJson = "";
    private @Nullable Boolean strict;

    private ToolsReader(String path) {
        this.path = path;
    }

    /** What are no functions (custom tools) no other format knows: they are lost. */
    static List<Tool> tools(JsonParser in, Losses losses) throws IOException, UncarriedException {
        Values.array(in, "tools");
        List<Tool> tools = new ArrayList<>();
        for (int at = 0; in.nextToken() != JsonToken.END_ARRAY; at++) {
            ToolsReader tool = new ToolsReader("tools." + at);
            tool.read(in);
            if (!tool.type.equals(FUNCTION)) {
                losses.uncarried(tool.path + ".type");
                continue;
            }
            tool.requireName();
            tools.add(new Tool(tool.name, tool.description, tool.schemaJson, tool.strict));
        }
        return tools;
    }

    /** Null where it cannot be carried over. */
    static @Nullable ToolChoice choice(JsonParser in, Losses losses) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return switch (in.getText()) {
                case "auto" -> ToolChoice.Any.AUTO;
                case "none" -> ToolChoice.Any.NONE;
                case "required" -> ToolChoice.Any.REQUIRED;
                default -> throw Losses.malformed(CHOICE, "auto, none, required, or an object");
            };
        }
        ToolsReader named = new ToolsReader(CHOICE);
        named.read(in);
        if (!named.type.equals(FUNCTION)) {
            losses.uncarried(CHOICE + ".type");
            return null;
        }
        named.requireName();
        return new ToolChoice.Named(named.name);
    }

    private void requireName() throws UncarriedException {
        if (name.isEmpty()) {
            throw Losses.malformed(path + ".function.name", "a string");
        }
    }

    private void read(JsonParser in) throws IOException, UncarriedException {
        Values.object(in, path);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "type" -> type = Values.text(in, path + ".type");
                case FUNCTION -> function(in, path + "." + FUNCTION);
                default -> in.skipChildren();
            }
        }
    }

    private void function(JsonParser in, String at) throws IOException, UncarriedException {
        Values.object(in, at);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "name" -> name = Values.text(in, at + ".name");
                case "description" -> description = Values.textOrNull(in, at + ".description");
                case "parameters" -> schema(in, at + ".parameters");
                case "strict" -> strict = Values.isNull(in) ? null : Values.bool(in, at + ".strict");
                default -> in.skipChildren();
            }
        }
    }

    private void schema(JsonParser in, String at) throws IOException, UncarriedException {
        if (!Values.isNull(in)) {
            Values.object(in, at);
            schemaJson = Extras.text(in);
        }
    }
}
