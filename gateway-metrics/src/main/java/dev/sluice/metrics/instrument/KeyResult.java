package dev.sluice.metrics.instrument;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.failure.Failure.Source;
import dev.sluice.core.observe.AttemptRecord;

/** What an attempt says of the key that it was made with. */
public enum KeyResult {
    SUCCESS,
    RATE_LIMITED,
    REJECTED,
    EXHAUSTED,
    FORBIDDEN,
    /** The provider failed. */
    ERROR,
    /** Nothing: the request was at fault, its client left, or the gateway gave it up. */
    NEUTRAL;

    private static final int STATUS_FORBIDDEN = 403;

    static KeyResult of(AttemptRecord attempt) {
        Code failure = attempt.failure();
        if (failure == null) {
            return SUCCESS;
        }
        return switch (failure) {
            case UPSTREAM_RATE_LIMITED -> RATE_LIMITED;
            case UPSTREAM_KEY_REJECTED -> REJECTED;
            case UPSTREAM_QUOTA_EXHAUSTED -> EXHAUSTED;
            case UPSTREAM_REFUSED -> attempt.status() == STATUS_FORBIDDEN ? FORBIDDEN : NEUTRAL;
            case UPSTREAM_CONTEXT_LENGTH, TOTAL_TIMEOUT -> NEUTRAL;
            default -> failure.source() == Source.PROVIDER ? ERROR : NEUTRAL;
        };
    }
}
