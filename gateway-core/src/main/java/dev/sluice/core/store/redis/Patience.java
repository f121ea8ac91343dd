package dev.sluice.core.store.redis;

import dev.sluice.core.time.Ticker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * For how long an answer of Redis is waited for: briefly where it says nothing at all, and longer while it answers
 * others, since then it is not away but busy, and who asks stands in a queue that moves. What this process had no time
 * to read, since it was not run itself, is not held against Redis. Thread-safe.
 */
final class Patience {

    private static final int MOST_TIMES = 40;

    private final Ticker ticker;
    private final long millis;
    private volatile long heardNanos;

    /** @param millis of silence that are too long; forty times as many are in any case */
    Patience(Ticker ticker, long millis) {
        this.ticker = ticker;
        this.millis = millis;
        this.heardNanos = ticker.nanoTime() - TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Redis has answered somebody. */
    void heard() {
        heardNanos = ticker.nanoTime();
    }

    /** Fails what is still open when it has been waited for too long, and tells of a silence that was. */
    void bound(CompletableFuture<?> awaited, Runnable silent) {
        long now = ticker.nanoTime();
        Waiting waiting = new Waiting(awaited, silent, now + TimeUnit.MILLISECONDS.toNanos(millis * MOST_TIMES));
        look(waiting, now, millis);
    }

    /** An answer that is waited for, until an instant in any case. */
    private record Waiting(CompletableFuture<?> awaited, Runnable silent, long endNanos) {}

    private void look(Waiting waiting, long now, long inMillis) {
        long dueNanos = now + TimeUnit.MILLISECONDS.toNanos(inMillis);
        waiting.awaited().copy().orTimeout(inMillis, TimeUnit.MILLISECONDS).whenComplete((answer, failure) -> {
            if (failure instanceof TimeoutException) {
                due(waiting, dueNanos, failure);
            }
        });
    }

    private void due(Waiting waiting, long dueNanos, Throwable failure) {
        long now = ticker.nanoTime();
        long toEnd = TimeUnit.NANOSECONDS.toMillis(waiting.endNanos() - now);
        long more = millis - TimeUnit.NANOSECONDS.toMillis(now - heardNanos);
        if (TimeUnit.NANOSECONDS.toMillis(now - dueNanos) > millis / 10) {
            // Nobody has run here for a while: what has come meanwhile is read first.
            more = Math.max(more, millis / 2);
        }
        if (Math.min(more, toEnd) > 0) {
            look(waiting, now, Math.min(more, toEnd));
        } else if (waiting.awaited().completeExceptionally(failure) && more <= 0) {
            waiting.silent().run();
        }
    }
}
