package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
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
 * Reads {@code tools} and {@code tool_choice} of one request. Tools that Anthropic runs are a loss. Single-threaded.
 */
final class ToolsReader {

    private static final int LONGEST_NAME = 1000;

    private final Losses losses;
    private final List<Tool> tools = new ArrayList<>();
    private @Nullable ToolChoice choice;
    private boolean serial;

    ToolsReader(Losses losses) {
        this.losses = losses;
    }

    List<Tool> tools() {
        return tools;
    }

    @Nullable
    ToolChoice choice() {
        return choice;
    }

    /** Whether tools may only be called one at a time. */
    boolean isSerial() {
        return serial;
    }

    void tools(JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw Losses.malformed("tools", "an array");
        }
        tools.clear();
        int number = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            tool(in, "tools." + number++);
        }
    }

    private void tool(JsonParser in, String path) throws IOException, UncarriedException {
        Draft draft = new Draft();
        Json.object(in, draft::member);
        if (!draft.type.isEmpty() && !draft.type.equals("custom")) {
            losses.uncarried(path + ".type");
            return;
        }
        if (draft.name.isEmpty()) {
            throw Losses.malformed(path + ".name", "a string");
        }
        for (String each : draft.uncarried) {
            losses.uncarried(path + "." + each);
        }
        tools.add(new Tool(draft.name, draft.description, draft.schema, draft.strict()));
    }

    void choice(JsonParser in) throws IOException, UncarriedException {
        Choice read = new Choice();
        Json.object(in, read::member);
        serial = read.serial;
        choice = switch (read.type) {
            case "auto" -> ToolChoice.Any.AUTO;
            case "any" -> ToolChoice.Any.REQUIRED;
            case "none" -> ToolChoice.Any.NONE;
            case "tool" -> new ToolChoice.Named(read.name);
            default -> throw Losses.malformed("tool_choice.type", "'auto', 'any', 'tool' or 'none'");
        };
        if (choice instanceof ToolChoice.Named && read.name.isEmpty()) {
            throw Losses.malformed("tool_choice.name", "the name of a tool");
        }
    }

    /** A tool, member by member. */
    private static final class Draft {

        private final List<String> uncarried = new ArrayList<>();
        private String type = "";
        private String name = "";
        private @Nullable String description;
        private String schema = "";
        private @Nullable Boolean strict;

        /** Whether it is strict for others, too. */
        private @Nullable Boolean strict() throws IOException {
            return Boolean.TRUE.equals(strict) ? Boolean.valueOf(Schemas.requiresAll(schema)) : strict;
        }

        private void member(String member, JsonParser in) throws IOException {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            switch (member) {
                case "type" -> type = Json.text(in, LONGEST_NAME);
                case "name" -> name = Json.text(in, LONGEST_NAME);
                case "description" -> description = Json.text(in, Integer.MAX_VALUE);
                case "input_schema" -> schema = Extras.text(in);
                case "strict" -> strict = in.getValueAsBoolean();
                case "cache_control", "eager_input_streaming" -> in.skipChildren();
                case "allowed_callers" -> callers(in);
                default -> {
                    if (Json.holdsSomething(in)) {
                        uncarried.add(member);
                    }
                }
            }
        }

        /** That the model calls it is what is done anyway. */
        private void callers(JsonParser in) throws IOException {
            Json.array(in, each -> {
                if (!Json.text(each, LONGEST_NAME).equals("direct")) {
                    uncarried.add("allowed_callers");
                }
            });
        }
    }

    /** A choice, member by member. */
    private static final class Choice {

        private String type = "";
        private String name = "";
        private boolean serial;

        private void member(String member, JsonParser in) throws IOException {
            switch (member) {
                case "type" -> type = Json.text(in, LONGEST_NAME);
                case "name" -> name = Json.text(in, LONGEST_NAME);
                case "disable_parallel_tool_use" -> serial = in.getValueAsBoolean();
                default -> in.skipChildren();
            }
        }
    }
}
