package dev.sluice.core.dialect.translate.messages;

import dev.sluice.core.chat.Finish;

/** Anthropic's words for why an answer ended. */
final class StopReasons {

    private StopReasons() {}

    static Finish finish(String stopReason) {
        return switch (stopReason) {
            case "max_tokens", "model_context_window_exceeded" -> Finish.LENGTH;
            case "stop_sequence" -> Finish.STOP_SEQUENCE;
            case "tool_use" -> Finish.TOOL_CALLS;
            case "pause_turn" -> Finish.PAUSED;
            case "refusal" -> Finish.CONTENT_FILTER;
            case "end_turn", "" -> Finish.STOP;
            default -> Finish.OTHER;
        };
    }

    static String word(Finish finish) {
        return switch (finish) {
            case STOP, OTHER -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER -> "refusal";
            case PAUSED -> "pause_turn";
        };
    }
}
