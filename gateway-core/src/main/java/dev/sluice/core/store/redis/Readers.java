package dev.sluice.core.store.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that write to Redis and read what it says. What one of them is given comes after what it was given before
 * and what it had to read. Thread-safe.
 *
 * @param threads which take turns
 * @param count of them
 */
record Readers(Executor threads, int count) implements Executor {

    /** Runs it when each of them has had time for what was there before. */
    @Override
    public void execute(Runnable what) {
        AtomicInteger left = new AtomicInteger(count);
        for (int i = 0; i < count; i++) {
            threads.execute(() -> {
                if (left.decrementAndGet() == 0) {
                    what.run();
                }
            });
        }
    }

    /** The same in a while. */
    void execute(Runnable what, long inMillis) {
        CompletableFuture.delayedExecutor(inMillis, TimeUnit.MILLISECONDS, this).execute(what);
    }
}
