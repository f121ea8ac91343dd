package dev.sluice.core.dialect.translate.generate;

import dev.sluice.core.chat.Finish;

/** Why a candidate ends, in Gemini's words. Stateless. */
final class Reasons {

    /** A call that no one can read. */
    static final String MALFORMED_CALL = "MALFORMED_FUNCTION_CALL";

    private Reasons() {}

    /** That tools are called is no reason of its own. */
    static String of(Finish finish) {
        return switch (finish) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS, OTHER -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER -> "SAFETY";
            case PAUSED -> "OTHER";
        };
    }

    /** Whether it is one at all. */
    static boolean says(String reason) {
        return !reason.isEmpty() && !reason.equals("FINISH_REASON_UNSPECIFIED");
    }

    /** Whatever is neither whole nor cut at its length was broken off: by filters, of which there are many, or so. */
    static Finish finish(String reason) {
        return switch (reason) {
            case "STOP" -> Finish.STOP;
            case "MAX_TOKENS" -> Finish.LENGTH;
            default -> Finish.CONTENT_FILTER;
        };
    }
}
