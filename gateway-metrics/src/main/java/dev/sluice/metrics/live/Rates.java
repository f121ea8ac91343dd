package dev.sluice.metrics.live;

import java.util.HashMap;
import java.util.Map;

/**
 * How fast counts grow: each against what it was the time before. A count that appears began at 0; counts never fall,
 * and after a pause there are no rates the first time. Used by one thread at a time.
 */
final class Rates {

    private static final double NANOS = 1e9;
    private static final double SHOWN = 1e3;
    /** What was counted longer ago says nothing of the last second. */
    private static final double PAUSE_SECONDS = 10;

    private Map<String, Long> before = new HashMap<>();
    private Map<String, Long> now = new HashMap<>();
    private long lastNanos;
    private boolean begun;
    private double seconds;

    /** Begins a round of counts. */
    void begin(long nanos) {
        double passed = begun ? (nanos - lastNanos) / NANOS : 0;
        seconds = passed > PAUSE_SECONDS ? 0 : passed;
        begun = true;
        lastNanos = nanos;
        Map<String, Long> old = before;
        before = now;
        now = old;
        now.clear();
    }

    /** Whether there is a round before to compare with. */
    boolean known() {
        return seconds > 0;
    }

    /** By how much it grew since the round before. */
    long growth(String count, long total) {
        now.put(count, total);
        return known() ? Math.max(0, total - before.getOrDefault(count, 0L)) : 0;
    }

    /** By how much it grew in a second. */
    double of(String count, long total) {
        long growth = growth(count, total);
        return growth == 0 ? 0 : Math.round(growth / seconds * SHOWN) / SHOWN;
    }
}
