package dev.sluice.metrics.live;

import dev.sluice.metrics.instrument.Bounds;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of a distribution over the last rounds, for percentiles of what happened lately. Used by one thread at a
 * time.
 */
final class Window {

    /** How many rounds, of a second each. */
    static final int ROUNDS = 10;

    private static final double SHOWN = 1e6;

    private final double[] bounds;
    private final Deque<long[]> rounds = new ArrayDeque<>();
    private long @Nullable [] before;

    Window(Bounds bounds) {
        this.bounds = bounds.shown();
    }

    /** Seconds; null where nothing happened. */
    record Percentiles(double p50, double p95, double p99) {}

    /** Forgets what was lately, but not the counts that the next round is compared with. */
    void pause() {
        rounds.clear();
        before = null;
    }

    /** Adds a round: the counts of all buckets so far, the last one without a bound. */
    void add(long[] counts) {
        long[] last = before;
        if (last != null) {
            long[] growth = new long[counts.length];
            Arrays.setAll(growth, bucket -> Math.max(0, counts[bucket] - last[bucket]));
            rounds.addLast(growth);
        }
        if (rounds.size() > ROUNDS) {
            rounds.removeFirst();
        }
        before = counts.clone();
    }

    /** Of the rounds in here; null where nothing happened in them. */
    @Nullable
    Percentiles percentiles() {
        long[] sum = new long[bounds.length + 1];
        rounds.forEach(round -> Arrays.setAll(sum, bucket -> sum[bucket] + round[bucket]));
        long all = Arrays.stream(sum).sum();
        return all == 0 ? null : new Percentiles(at(0.5, sum, all), at(0.95, sum, all), at(0.99, sum, all));
    }

    /** As Prometheus reckons it: evenly within a bucket, and the highest bound for what is above it. */
    private double at(double quantile, long[] sum, long all) {
        double rank = quantile * all;
        long below = 0;
        int bucket = 0;
        while (bucket < bounds.length && below + sum[bucket] < rank) {
            below += sum[bucket++];
        }
        if (bucket == bounds.length) {
            return bounds[bucket - 1];
        }
        double low = bucket == 0 ? 0 : bounds[bucket - 1];
        double value = low + (bounds[bucket] - low) * (rank - below) / sum[bucket];
        return Math.round(value * SHOWN) / SHOWN;
    }
}
