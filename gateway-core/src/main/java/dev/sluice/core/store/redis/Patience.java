package dev.sluice.core.store.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * For how long an answer of Redis is waited for: briefly where it says nothing at all, and longer while it answers
 * others, since then it is not away but busy, and who asks stands in a queue that moves. Silence is reckoned in ticks
 * of the threads that read what Redis says: what they had no time to read is not held against it. Thread-safe.
 */
final class Patience {

    private static final int TICKS = 10;
    private static final int MOST_TIMES = 10;

    private final Later later;
    private final long millis;
    private final AtomicInteger awaiting = new AtomicInteger();
    private final AtomicInteger silentTicks = new AtomicInteger();
    private final AtomicBoolean ticking = new AtomicBoolean();

    /** Does something later, on a thread that reads what Redis says, after it has read. */
    @FunctionalInterface
    interface Later {
        void run(Runnable what, long inMillis);
    }

    /** @param millis of silence that are too long; about ten times as many are in any case */
    Patience(Later later, long millis) {
        this.later = later;
        this.millis = millis;
    }

    /** Redis has answered somebody. */
    void heard() {
        silentTicks.set(0);
    }

    /** Fails what is still open when it has been waited for too long, and tells of a silence that was. */
    void bound(CompletableFuture<?> awaited, Runnable late) {
        if (awaiting.getAndIncrement() == 0) {
            silentTicks.set(0);
        }
        begin();
        awaited.whenComplete((answer, failure) -> awaiting.decrementAndGet());
        check(awaited, late, 0);
    }

    private long tickMillis() {
        return Math.max(1, millis / TICKS);
    }

    private void begin() {
        if (ticking.compareAndSet(false, true)) {
            later.run(this::tick, tickMillis());
        }
    }

    private void tick() {
        ticking.set(false);
        if (awaiting.get() > 0) {
            silentTicks.incrementAndGet();
            begin();
        }
    }

    private void check(CompletableFuture<?> awaited, Runnable late, long waitedMillis) {
        long left = waitedMillis == 0 ? millis : Math.max(1, (TICKS - silentTicks.get()) * tickMillis());
        awaited.copy().orTimeout(left, TimeUnit.MILLISECONDS).whenComplete((answer, failure) -> {
            if (failure instanceof TimeoutException) {
                boolean silent = silentTicks.get() >= TICKS;
                if (!silent && waitedMillis + left < millis * MOST_TIMES) {
                    check(awaited, late, waitedMillis + left);
                } else if (awaited.completeExceptionally(failure) && silent) {
                    late.run();
                }
            }
        });
    }
}
