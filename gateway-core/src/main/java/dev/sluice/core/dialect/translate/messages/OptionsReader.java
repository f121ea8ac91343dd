package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads all of one request but its messages, member by member. Single-threaded. */
final class OptionsReader {

    private static final String COUNT = "a whole number of at least 1";

    private final Extras extras;
    private final Losses losses;
    private final Map<Option, Knob> knobs = new EnumMap<>(Option.class);
    private final List<String> stop = new ArrayList<>();
    private final ToolsReader tools;
    private final ThinkingReader thinking;
    private List<Part> system = List.of();

    OptionsReader(Extras extras, Losses losses) {
        this.extras = extras;
        this.losses = losses;
        tools = new ToolsReader(losses);
        thinking = new ThinkingReader(losses);
    }

    /** The parser stands at the value, and is left at its end. */
    void member(String name, JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        switch (name) {
            case "model", "stream", "messages" -> in.skipChildren();
            case "system" -> system(in);
            case "max_tokens" -> count(name, Option.MAX_TOKENS, in);
            case "temperature" -> number(name, Option.TEMPERATURE, in);
            case "top_p" -> number(name, Option.TOP_P, in);
            case "top_k" -> count(name, Option.TOP_K, in);
            case "stop_sequences" -> stop(in);
            case "tools" -> tools.tools(in);
            case "tool_choice" -> tools.choice(in);
            case "thinking" -> thinking.thinking(in);
            case "output_config" -> thinking.outputConfig(in);
            case "output_format" -> thinking.format(name, in);
            default -> extras.take(name, in);
        }
    }

    /** What all members of a request for a message said, when there are no more. */
    ChatOptions options() throws UncarriedException {
        if (!knobs.containsKey(Option.MAX_TOKENS)) {
            throw Losses.malformed("max_tokens", COUNT);
        }
        return optionsToCount();
    }

    /** What all members of a request for a count said. */
    ChatOptions optionsToCount() throws UncarriedException {
        if (tools.isSerial()) {
            knobs.put(Option.PARALLEL_TOOL_CALLS, new Knob("false", "tool_choice.disable_parallel_tool_use"));
        }
        return new ChatOptions(
                system, knobs, stop, tools.tools(), tools.choice(), thinking.shape(), thinking.thinking());
    }

    private void system(JsonParser in) throws IOException, UncarriedException {
        BlockParts parts = new BlockParts(losses);
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            parts.addText(in.getText());
        } else if (in.currentToken() == JsonToken.START_ARRAY) {
            int number = 0;
            while (in.nextToken() != JsonToken.END_ARRAY) {
                parts.add(Block.read(in), "system." + number++);
            }
        } else {
            throw Losses.malformed("system", "a string or an array of text blocks");
        }
        system = parts.parts();
        if (!system.stream().allMatch(Part.Text.class::isInstance)) {
            throw Losses.malformed("system", "a string or an array of text blocks");
        }
    }

    private void count(String name, Option option, JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT || in.getValueAsLong() < 1) {
            throw Losses.malformed(name, COUNT);
        }
        knobs.put(option, new Knob(in.getText(), name));
    }

    private void number(String name, Option option, JsonParser in) throws IOException, UncarriedException {
        if (!in.currentToken().isNumeric()) {
            throw Losses.malformed(name, "a number");
        }
        knobs.put(option, new Knob(in.getText(), name));
    }

    private void stop(JsonParser in) throws IOException, UncarriedException {
        stop.clear();
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw Losses.malformed("stop_sequences", "an array of strings");
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                throw Losses.malformed("stop_sequences", "an array of strings");
            }
            stop.add(in.getText());
        }
    }
}
