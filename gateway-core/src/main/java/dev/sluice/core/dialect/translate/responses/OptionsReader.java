package dev.sluice.core.dialect.translate.responses;

import static dev.sluice.core.dialect.translate.responses.JsonText.string;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers all of one request but its input. Mutable, single-threaded. */
final class OptionsReader {

    private final Extras extras;
    private final Losses losses;
    private final Map<Option, Knob> knobs = new EnumMap<>(Option.class);
    private List<Part> system = List.of();
    private List<Tool> tools = List.of();
    private @Nullable ToolChoice toolChoice;
    private @Nullable AnswerShape shape;
    private @Nullable Effort effort;
    private boolean showsThoughts;

    OptionsReader(Extras extras, Losses losses) {
        this.extras = extras;
        this.losses = losses;
    }

    ChatOptions options() {
        return new ChatOptions(system, knobs, List.of(), tools, toolChoice, shape, thinking());
    }

    /** Takes a member of the outermost object; the parser stands at its value, and is left at its end. */
    void member(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "model", "stream", "input" -> in.skipChildren();
            case "instructions" -> instructions(in);
            case "max_output_tokens" -> number(Option.MAX_TOKENS, name, in);
            case "temperature" -> number(Option.TEMPERATURE, name, in);
            case "top_p" -> number(Option.TOP_P, name, in);
            case "parallel_tool_calls" -> parallel(name, in);
            case "tools" -> tools = ToolsReader.tools(in, losses);
            case "tool_choice" -> toolChoice = ToolsReader.choice(in, losses);
            case "include" -> include(in);
            case "text" -> members(in, this::text);
            case "reasoning" -> members(in, this::reasoning);
            case "truncation" -> takeUnless("disabled", name, in);
            case "top_logprobs" -> takeUnless("0", name, in);
            default -> extras.take(name, in);
        }
    }

    /** An effort that is not said is the model's own. */
    private @Nullable Thinking thinking() {
        if (effort == null) {
            return showsThoughts ? new Thinking(Effort.ADAPTIVE, Thinking.NO_BUDGET, true) : null;
        }
        return new Thinking(effort, Thinking.NO_BUDGET, showsThoughts);
    }

    private void instructions(JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            system = List.of(new Part.Text(in.getText()));
        } else if (in.currentToken() != JsonToken.VALUE_NULL) {
            throw Losses.malformed("instructions", "a string");
        }
    }

    private void number(Option option, String name, JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (!in.currentToken().isNumeric()) {
            throw Losses.malformed(name, "a number");
        }
        knobs.put(option, new Knob(in.getText(), name));
    }

    private void parallel(String name, JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (!in.currentToken().isBoolean()) {
            throw Losses.malformed(name, "true or false");
        }
        knobs.put(Option.PARALLEL_TOOL_CALLS, new Knob(in.getText(), name));
    }

    /**
     * What an answer is to hold besides: sealed thoughts are always given, and the rest concerns tools that no other
     * format has; but probabilities would be missed.
     */
    private void include(JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
            if (string(in, "").equals("message.output_text.logprobs")) {
                losses.uncarried("include." + i);
            }
        }
    }

    private void text(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "format" -> shape = ShapeReader.read(in, losses);
            case "verbosity" -> takeUnless("medium", "text.verbosity", in);
            default -> extras.take("text." + name, in);
        }
    }

    private void reasoning(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "effort" -> {
                if (in.currentToken() != JsonToken.VALUE_NULL) {
                    effort = effort(string(in, ""));
                }
            }
            case "summary", "generate_summary" ->
                showsThoughts |= !string(in, "").isEmpty();
            default -> extras.take("reasoning." + name, in);
        }
    }

    private @Nullable Effort effort(String word) throws UncarriedException {
        return switch (word) {
            case "none" -> Effort.NONE;
            case "minimal" -> Effort.MINIMAL;
            case "low" -> Effort.LOW;
            case "medium" -> Effort.MEDIUM;
            case "high" -> Effort.HIGH;
            case "xhigh", "max" -> Effort.XHIGH;
            default -> {
                losses.uncarried("reasoning.effort");
                yield null;
            }
        };
    }

    /** What holds anyway is no loss. */
    private void takeUnless(String usual, String field, JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken().isScalarValue() && in.getText().equals(usual)) {
            return;
        }
        extras.take(field, in);
    }

    /** The members of an object, of which each may refuse the request. */
    @FunctionalInterface
    private interface Members {
        void member(String name, JsonParser in) throws IOException, UncarriedException;
    }

    private static void members(JsonParser in, Members members) throws IOException, UncarriedException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            members.member(name, in);
        }
    }
}
