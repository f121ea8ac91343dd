package dev.sluice.core.resilience;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's answer says about trying again, in its headers: {@code retry-after-ms}, {@code retry-after}
 * (seconds, fractions too, or an HTTP date), {@code x-should-retry}, and how long until its limits are reset.
 *
 * @param afterNanos how long to wait; -1: not said
 * @param resetNanos how long until a limit that is used up is reset; -1: not said
 * @param shouldRetry what {@code x-should-retry} says; null: nothing
 */
public record RetryHints(
        long afterNanos, long resetNanos, @Nullable Boolean shouldRetry) {

    /** Nothing is said. */
    public static final RetryHints NONE = new RetryHints(-1, -1, null);

    /**
     * Reads them.
     *
     * @param header gives the value of a header by its lower-case name, null where it is absent
     */
    public static RetryHints of(UnaryOperator<@Nullable String> header, long nowEpochMillis) {
        throw new UnsupportedOperationException();
    }

    /** How long the key is to be left alone: {@link #afterNanos}, else {@link #resetNanos}, else -1. */
    public long coolNanos() {
        return afterNanos >= 0 ? afterNanos : resetNanos;
    }
}
