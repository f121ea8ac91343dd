package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How well one model at one provider did lately, over a sliding window of attempts, the last hundred at the most.
 * Latency is the time to the first output of a stream, or to the end of a unary answer. Thread-safe: event loops record
 * without a lock, anybody reads.
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

    private static final int KEPT = 100;
    private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** When above, in units of 17 ms; below how long, in units of 4 µs, and 0 for a place that was never used. */
    private static final int LATENCY_BITS = 30;

    private static final int TIME_SHIFT = 24;
    private static final int LATENCY_SHIFT = 12;
    private static final long FAILED = (1L << LATENCY_BITS) - 1;
    private static final long LONGEST = FAILED - 1;

    private record Reread(Reading reading, long at) {}

    private final ResilienceSettings.Health settings;
    private final Ticker ticker;
    private final long origin;
    private final AtomicLongArray attempts = new AtomicLongArray(KEPT);
    private final AtomicInteger next = new AtomicInteger();
    private volatile Reread last;

    public Health(ResilienceSettings.Health settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.origin = ticker.nanoTime();
        this.last = new Reread(Reading.UNKNOWN, origin - REREAD_NANOS);
    }

    /** An attempt ended; failures that are the client's own are not recorded. */
    public void succeeded(long latencyNanos) {
        record(1 + Math.max(0, Math.min(LONGEST - 1, latencyNanos >> LATENCY_SHIFT)));
    }

    public void failed() {
        record(FAILED);
    }

    /** The window now, at most a second old. */
    public Reading reading() {
        long now = ticker.nanoTime();
        Reread known = last;
        if (now - known.at() < REREAD_NANOS) {
            return known.reading();
        }
        Reading reading = read(now);
        last = new Reread(reading, now);
        return reading;
    }

    private void record(long latency) {
        int place = (next.getAndIncrement() & Integer.MAX_VALUE) % KEPT;
        attempts.set(place, units(ticker.nanoTime()) << LATENCY_BITS | latency);
    }

    private long units(long now) {
        return (now - origin) >> TIME_SHIFT;
    }

    private Reading read(long now) {
        long oldest = units(now - settings.windowNanos());
        long[] latencies = new long[KEPT];
        int successes = 0;
        int failures = 0;
        for (int place = 0; place < KEPT; place++) {
            long attempt = attempts.get(place);
            long latency = attempt & FAILED;
            if (latency == 0 || attempt >>> LATENCY_BITS < oldest) {
                continue;
            }
            if (latency == FAILED) {
                failures++;
            } else {
                latencies[successes++] = (latency - 1) << LATENCY_SHIFT;
            }
        }
        return reading(Arrays.copyOf(latencies, successes), failures);
    }

    private Reading reading(long[] latencies, int failures) {
        int all = latencies.length + failures;
        if (all == 0) {
            return Reading.UNKNOWN;
        }
        double ratio = (double) latencies.length / all;
        if (latencies.length == 0) {
            return new Reading(all, ratio, 0, -1, ratio);
        }
        Arrays.sort(latencies);
        long p95 = latencies[(int) Math.ceil(0.95 * latencies.length) - 1];
        long average = Arrays.stream(latencies).sum() / latencies.length;
        double speed = p95 <= settings.slowNanos() ? 1 : (double) settings.slowNanos() / p95;
        return new Reading(all, ratio, p95, average, ratio * speed);
    }
}
