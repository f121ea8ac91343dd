package dev.sluice.core.resilience;

import java.util.Set;

/**
 * How failures of a provider's attempts are dealt with, compiled. Durations are nanoseconds.
 *
 * @param attempts attempts at one target, the first included
 * @param maxAttempts attempts over all keys, targets and fallbacks of a request
 * @param retryBudget retries of a provider for each request to it, over a sliding minute
 */
public record ResilienceSettings(
        int attempts,
        int maxAttempts,
        Backoff backoff,
        Set<RetryOn> retryOn,
        OnRateLimit onRateLimit,
        Breaker breaker,
        double retryBudget,
        Hedge hedge,
        Health health) {

    public ResilienceSettings {
        retryOn = Set.copyOf(retryOn);
    }

    /** Which failures are tried again, at the same target and at others. */
    public enum RetryOn {
        CONNECT,
        TIMEOUT,
        SERVER
    }

    /** What is done about a 429. */
    public enum OnRateLimit {
        /** Another key of the same target, then another target. */
        NEXT_KEY,
        /** Another target at once. */
        FAIL_OVER,
        /** The same target after a pause, then another one. */
        RETRY,
        /** The client gets the 429. */
        RELAY
    }

    /** The wait before the n-th retry is {@code initial * factor^(n-1)}, at most {@code max}, give or take jitter. */
    public record Backoff(long initialNanos, double factor, long maxNanos, double jitter) {}

    /**
     * When a breaker opens: after {@code failures} in a row, or (with {@code of} above 0) at a rate of at least
     * {@code failureRate} in a window that holds at least {@code of} attempts.
     */
    public record Breaker(
            int failures, double failureRate, int of, long windowNanos, long openNanos, int halfOpenProbes) {}

    /**
     * A second attempt for a stream whose first output is late.
     *
     * @param quantile of the route's times to first token, after which it is late, such as 0.95
     * @param share of all streams that may get one, at the most
     */
    public record Hedge(boolean enabled, double quantile, double share) {

        public static final Hedge OFF = new Hedge(false, 0.95, 0);
    }

    /**
     * What the health of a target is told from.
     *
     * @param windowNanos how far back attempts count
     * @param slowNanos the p95 latency up to which health is not lowered
     * @param probeIntervalNanos how often a target is probed actively; 0: never
     */
    public record Health(long windowNanos, long slowNanos, long probeIntervalNanos) {}
}
