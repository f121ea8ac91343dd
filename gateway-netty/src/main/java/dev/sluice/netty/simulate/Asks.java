package dev.sluice.netty.simulate;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants besides a text.
 *
 * @param tools what may be called, with arguments that fit
 * @param calls how many calls it asks for
 * @param mostCalls how many it takes; 0: none, because it forbids them, or ends with the result of one
 * @param json a text that fits the JSON that is asked for; null: none is
 * @param thoughts whether it asks for thinking
 */
record Asks(
        List<Call> tools,
        int calls,
        int mostCalls,
        @Nullable String json,
        boolean thoughts) {

    /** Nothing. */
    static final Asks NOTHING = new Asks(List.of(), 0, 0, null, false);

    Asks {
        tools = List.copyOf(tools);
    }

    /** A call of a tool; its arguments are JSON. */
    record Call(String name, String arguments) {}

    /**
     * The calls of an answer.
     *
     * @param scripted how many the script wants; negative: as many as the request
     */
    List<Call> called(int scripted) {
        int wanted = Math.min(scripted < 0 ? calls : scripted, tools.isEmpty() ? 0 : mostCalls);
        return IntStream.range(0, wanted)
                .mapToObj(number -> tools.get(number % tools.size()))
                .toList();
    }
}
