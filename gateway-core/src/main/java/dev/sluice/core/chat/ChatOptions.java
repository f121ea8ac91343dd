package dev.sluice.core.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All of a request but its turns.
 *
 * @param system what stands outside the turns: Anthropic's and Gemini's system, the instructions of responses
 * @param stop texts at which the answer ends
 * @param shape null: plain text
 * @param thinking null where the request does not say
 */
public record ChatOptions(
        List<Part> system,
        Map<Option, Knob> knobs,
        List<String> stop,
        List<Tool> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable AnswerShape shape,
        @Nullable Thinking thinking) {

    public ChatOptions {
        system = List.copyOf(system);
        knobs = Map.copyOf(knobs);
        stop = List.copyOf(stop);
        tools = List.copyOf(tools);
    }
}
