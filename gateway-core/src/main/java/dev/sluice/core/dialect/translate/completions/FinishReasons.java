package dev.sluice.core.dialect.translate.completions;

import dev.sluice.core.chat.Finish;
import java.io.IOException;

/** The {@code finish_reason} of chat completions. Stateless. */
final class FinishReasons {

    private FinishReasons() {}

    /**
     * What a provider means; where a function had to be called, OpenAI says {@code stop} of a call.
     *
     * @param calls how many tools are called
     * @throws IOException where the answer broke off: what is there must not look complete
     */
    static Finish read(String reason, int calls) throws IOException {
        return switch (reason) {
            case "length", "max_tokens", "model_length" -> Finish.LENGTH;
            case "tool_calls", "function_call" -> Finish.TOOL_CALLS;
            case "content_filter" -> Finish.CONTENT_FILTER;
            case "stop_sequence" -> Finish.STOP_SEQUENCE;
            case "error", "abort", "insufficient_system_resource" ->
                throw new IOException("the provider broke off: " + reason);
            case "stop", "" -> calls > 0 ? Finish.TOOL_CALLS : Finish.STOP;
            default -> calls > 0 ? Finish.TOOL_CALLS : Finish.OTHER;
        };
    }

    static String write(Finish why) {
        return switch (why) {
            case STOP, STOP_SEQUENCE, PAUSED, OTHER -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
        };
    }
}
