package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The times to first token of a route, and when a stream's is late enough for a second attempt. Thread-safe: event
 * loops share it; recording is lock-free.
 */
public final class FirstTokens {

    /** What {@link #lateAfterNanos} gives where nobody can tell. */
    public static final long UNKNOWN = -1;

    private static final int KEPT = 256;
    private static final int ENOUGH = 20;
    private static final int REREAD_AFTER = 64;
    private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** @param arrivals how many there had been, of which it tells */
    private record Reading(double quantile, long nanos, int arrivals, long at) {}

    private final Ticker ticker;
    private final SlidingMinute streams;
    private final SlidingMinute hedges;
    private final AtomicLongArray times = new AtomicLongArray(KEPT);
    private final AtomicInteger arrivals = new AtomicInteger();
    private volatile Reading last = new Reading(0, UNKNOWN, 0, 0);

    public FirstTokens(Ticker ticker) {
        this.ticker = ticker;
        this.streams = new SlidingMinute(ticker);
        this.hedges = new SlidingMinute(ticker);
    }

    /** A stream begins. */
    public void begun() {
        streams.add();
    }

    /** A stream's first output came after so long. */
    public void arrived(long nanos) {
        times.set((arrivals.getAndIncrement() & Integer.MAX_VALUE) % KEPT, nanos);
    }

    /** When a stream is late, in nanoseconds; {@link #UNKNOWN} when too little is known, or hedging is off. */
    public long lateAfterNanos(ResilienceSettings.Hedge hedge) {
        if (!hedge.enabled()) {
            return UNKNOWN;
        }
        int arrived = arrivals.get();
        Reading now = last;
        if (isStale(now, arrived, hedge.quantile())) {
            now = new Reading(hedge.quantile(), quantile(arrived, hedge.quantile()), arrived, ticker.nanoTime());
            last = now;
        }
        return now.nanos();
    }

    /** Takes one second attempt out of the share; false when the share is used up. */
    public synchronized boolean tryHedge(ResilienceSettings.Hedge hedge) {
        if (!hedge.enabled() || hedges.sum() + 1 > hedge.share() * streams.sum()) {
            return false;
        }
        hedges.add();
        return true;
    }

    /** Until enough is known each arrival counts; then a second passes, or a quarter of what is kept. */
    private boolean isStale(Reading reading, int arrived, double quantile) {
        int since = arrived - reading.arrivals();
        return since != 0
                        && (reading.nanos() == UNKNOWN
                                || since >= REREAD_AFTER
                                || ticker.nanoTime() - reading.at() >= REREAD_NANOS)
                || quantile != reading.quantile();
    }

    /** By nearest rank. */
    private long quantile(int arrived, double quantile) {
        if (arrived >= 0 && arrived < ENOUGH) {
            return UNKNOWN;
        }
        int known = arrived < 0 ? KEPT : Math.min(arrived, KEPT);
        long[] sorted = new long[known];
        for (int i = 0; i < known; i++) {
            sorted[i] = times.get(i);
        }
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(quantile * known);
        return sorted[Math.max(1, Math.min(known, rank)) - 1];
    }
}
