package dev.sluice.core.store.redis;

import dev.sluice.core.time.Ticker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * For how long an answer of Redis is waited for: briefly where it says nothing at all, and longer while it answers
 * others, since then it is not away but busy, and who asks stands in a queue that moves. Thread-safe.
 */
final class Patience {

    private static final int MOST_TIMES = 10;

    private final Ticker ticker;
    private final long millis;
    private volatile long heardNanos;

    /** @param millis of silence that are too long; ten times as many are in any case */
    Patience(Ticker ticker, long millis) {
        this.ticker = ticker;
        this.millis = millis;
        this.heardNanos = ticker.nanoTime() - TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Redis has answered somebody. */
    void heard() {
        heardNanos = ticker.nanoTime();
    }

    /** Fails what is still open when it has been waited for too long, and tells only then. */
    void bound(CompletableFuture<?> awaited, Runnable late) {
        long now = ticker.nanoTime();
        check(awaited, late, now + TimeUnit.MILLISECONDS.toNanos(millis * MOST_TIMES), millis);
    }

    private void check(CompletableFuture<?> awaited, Runnable late, long endNanos, long inMillis) {
        awaited.copy().orTimeout(inMillis, TimeUnit.MILLISECONDS).whenComplete((answer, failure) -> {
            if (failure instanceof TimeoutException) {
                long left = left(endNanos);
                if (left > 0) {
                    check(awaited, late, endNanos, left);
                } else if (awaited.completeExceptionally(failure)) {
                    late.run();
                }
            }
        });
    }

    /** In how many milliseconds it will have been too long, if nothing more is heard. */
    private long left(long endNanos) {
        long now = ticker.nanoTime();
        long silentMillis = TimeUnit.NANOSECONDS.toMillis(now - heardNanos);
        return Math.min(millis - silentMillis, TimeUnit.NANOSECONDS.toMillis(endNanos - now));
    }
}
