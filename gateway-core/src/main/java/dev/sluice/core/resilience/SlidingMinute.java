package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something happened in the last minute: a bucket a second, the one that has begun included. Thread-safe:
 * lock-free, one atomic step an event.
 */
final class SlidingMinute {

    private static final int SECONDS = 60;
    private static final int COUNT_BITS = 32;
    private static final long COUNT = (1L << COUNT_BITS) - 1;

    private final Ticker ticker;
    private final long origin;

    /** The number of the second above, the count below. */
    private final AtomicLongArray buckets = new AtomicLongArray(SECONDS);

    SlidingMinute(Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.nanoTime();
    }

    void add() {
        long second = second();
        int place = (int) (second % SECONDS);
        long seen;
        long next;
        do {
            seen = buckets.get(place);
            next = seen >>> COUNT_BITS == second ? seen + 1 : second << COUNT_BITS | 1;
        } while (!buckets.compareAndSet(place, seen, next));
    }

    long sum() {
        long second = second();
        long sum = 0;
        for (int place = 0; place < SECONDS; place++) {
            long bucket = buckets.get(place);
            if (second - (bucket >>> COUNT_BITS) < SECONDS) {
                sum += bucket & COUNT;
            }
        }
        return sum;
    }

    private long second() {
        return TimeUnit.NANOSECONDS.toSeconds(ticker.nanoTime() - origin);
    }
}
