package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members of one request but its messages. Single-threaded. */
final class OptionsReader {

    private static final String NEWER_MAX_TOKENS = "max_completion_tokens";

    private final Extras extras;
    private final Losses losses;
    private final Map<Option, Knob> knobs = new EnumMap<>(Option.class);
    private final List<String> stop = new ArrayList<>();
    private List<Tool> tools = List.of();
    private @Nullable ToolChoice toolChoice;
    private @Nullable AnswerShape shape;
    private @Nullable Thinking thinking;

    OptionsReader(Extras extras, Losses losses) {
        this.extras = extras;
        this.losses = losses;
    }

    /** What was read. */
    ChatOptions read() {
        return new ChatOptions(List.of(), knobs, stop, tools, toolChoice, shape, thinking);
    }

    /** The parser stands at the value. */
    void member(String name, JsonParser in) throws IOException, UncarriedException {
        if (Values.isNull(in)) {
            return;
        }
        switch (name) {
            case "model", "messages", "stream" -> in.skipChildren();
            case NEWER_MAX_TOKENS, "max_tokens" -> maxTokens(name, in);
            case "temperature" -> knob(Option.TEMPERATURE, name, Values.number(in, name));
            case "top_p" -> knob(Option.TOP_P, name, Values.number(in, name));
            case "top_k" -> knob(Option.TOP_K, name, Values.integer(in, name));
            case "seed" -> knob(Option.SEED, name, Values.integer(in, name));
            case "frequency_penalty" -> penalty(Option.FREQUENCY_PENALTY, name, in);
            case "presence_penalty" -> penalty(Option.PRESENCE_PENALTY, name, in);
            case "parallel_tool_calls" -> parallelToolCalls(name, in);
            case "stop" -> stop(in);
            case "tools" -> tools = ToolsReader.tools(in, losses);
            case "tool_choice" -> toolChoice = ToolsReader.choice(in, losses);
            case "response_format" -> shape = ShapeReader.read(in);
            case "reasoning_effort" -> thinking = thinking(Values.text(in, name), name);
            default -> rare(name, in);
        }
    }

    /** What few requests have, and what is no loss at its default. */
    private void rare(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "n" -> standard(name, "1", Values.integer(in, name));
            case "top_logprobs" -> standard(name, "0", Values.integer(in, name));
            case "modalities" -> modalities(in);
            case "verbosity" -> verbosity(name, in);
            case "web_search_options" -> {
                // Even an empty object turns it on.
                in.skipChildren();
                losses.uncarried(name);
            }
            default -> extras.take(name, in);
        }
    }

    private void knob(Option option, String name, String json) {
        knobs.put(option, new Knob(json, name));
    }

    /** The older name counts only where the newer is absent. */
    private void maxTokens(String name, JsonParser in) throws IOException, UncarriedException {
        String json = Values.integer(in, name);
        if (name.equals(NEWER_MAX_TOKENS) || !knobs.containsKey(Option.MAX_TOKENS)) {
            knob(Option.MAX_TOKENS, name, json);
        }
    }

    /** Zero is the default, of which formats without penalties need not know. */
    private void penalty(Option option, String name, JsonParser in) throws IOException, UncarriedException {
        String json = Values.number(in, name);
        if (in.getDoubleValue() != 0) {
            knob(option, name, json);
        }
    }

    /** That tools may be called at the same time is the default everywhere. */
    private void parallelToolCalls(String name, JsonParser in) throws IOException, UncarriedException {
        if (!Values.bool(in, name)) {
            knob(Option.PARALLEL_TOOL_CALLS, name, "false");
        }
    }

    private void stop(JsonParser in) throws IOException, UncarriedException {
        stop.clear();
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            stop.add(in.getText());
            return;
        }
        Values.array(in, "stop");
        while (in.nextToken() != JsonToken.END_ARRAY) {
            stop.add(Values.text(in, "stop." + stop.size()));
        }
    }

    private void standard(String name, String standard, String value) throws UncarriedException {
        if (!value.equals(standard)) {
            losses.uncarried(name);
        }
    }

    private void verbosity(String name, JsonParser in) throws IOException, UncarriedException {
        if (!Values.text(in, name).equals("medium")) {
            extras.take(name, in);
        }
    }

    private void modalities(JsonParser in) throws IOException, UncarriedException {
        boolean[] textOnly = {true};
        Json.array(in, each -> textOnly[0] &= Json.text(each, 8).equals("text"));
        if (!textOnly[0]) {
            losses.uncarried("modalities");
        }
    }

    /** Thoughts are shown: what a client does not know as {@code reasoning_content} it passes over. */
    private static Thinking thinking(String effort, String name) throws UncarriedException {
        Effort known = switch (effort) {
            case "none" -> Effort.NONE;
            case "minimal" -> Effort.MINIMAL;
            case "low" -> Effort.LOW;
            case "medium" -> Effort.MEDIUM;
            case "high" -> Effort.HIGH;
            case "xhigh" -> Effort.XHIGH;
            default -> throw Losses.malformed(name, "none, minimal, low, medium, high or xhigh");
        };
        return new Thinking(known, Thinking.NO_BUDGET, known != Effort.NONE);
    }
}
