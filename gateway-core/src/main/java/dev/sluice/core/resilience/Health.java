package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;

/**
 * How well one model at one provider did lately, over a sliding window of attempts. Latency is the time to the first
 * output of a stream, or to the end of a unary answer. Thread-safe: event loops record, anybody reads.
 */
public final class Health {

    /**
     * What the window says.
     *
     * @param attempts how many attempts are in the window
     * @param successRatio successes of all attempts, 0 to 1; 1 when there were none
     * @param p95Nanos the 95th percentile of the latency of successes; 0 when there were none
     * @param averageNanos their mean; -1 when there were none
     * @param score 0 (bad) to 1 (good): {@code successRatio}, lowered in proportion where the p95 is above
     *     {@code slow}; 1 when nothing is known
     */
    public record Reading(int attempts, double successRatio, long p95Nanos, long averageNanos, double score) {

        public static final Reading UNKNOWN = new Reading(0, 1, 0, -1, 1);
    }

    public Health(ResilienceSettings.Health settings, Ticker ticker) {
        throw new UnsupportedOperationException();
    }

    /** An attempt ended; failures that are the client's own are not recorded. */
    public void succeeded(long latencyNanos) {
        throw new UnsupportedOperationException();
    }

    public void failed() {
        throw new UnsupportedOperationException();
    }

    /** The window now, at most a second old. */
    public Reading reading() {
        throw new UnsupportedOperationException();
    }
}
