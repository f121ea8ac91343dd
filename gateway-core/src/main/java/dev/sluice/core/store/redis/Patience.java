package dev.sluice.core.store.redis;

import dev.sluice.core.time.Ticker;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * For how long an answer of Redis is waited for: briefly where it says nothing at all, and longer while it answers
 * others, since then it is not away but busy, and who asks stands in a queue that moves. Silence is reckoned in ticks
 * of the threads that write to Redis and read what it says, once for all who wait: what they had no time to write or to
 * read is not held against Redis. Thread-safe.
 */
final class Patience {

    private static final int TICKS = 10;
    private static final int MOST_TIMES = 40;

    private final Ticker ticker;
    private final Later later;
    private final LongSupplier answers;
    private final long millis;
    private final Deque<Waiting> waiting = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean ticking = new AtomicBoolean();

    /**
     * Of whoever has set {@link #ticking}: how many answers there were, and for how many ticks there was none since.
     */
    private volatile long heard;

    private volatile int silentTicks;

    /** Does something in a while, once the threads that speak with Redis have written and read what there was. */
    @FunctionalInterface
    interface Later {
        void run(Runnable what, long inMillis);
    }

    /** An answer that is waited for, until an instant in any case. */
    private record Waiting(CompletableFuture<?> awaited, Runnable silent, long endNanos) {}

    /**
     * @param answers how many Redis has given so far, to whomever
     * @param millis of silence that are too long; forty times as many are in any case
     */
    Patience(Ticker ticker, Later later, LongSupplier answers, long millis) {
        this.ticker = ticker;
        this.later = later;
        this.answers = answers;
        this.millis = millis;
    }

    /** Fails what is still open when it has been waited for too long, and tells of a silence that was. */
    void bound(CompletableFuture<?> awaited, Runnable silent) {
        long end = ticker.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis * MOST_TIMES);
        waiting.add(new Waiting(awaited, silent, end));
        begin();
    }

    private void begin() {
        if (ticking.compareAndSet(false, true)) {
            heard = answers.getAsLong();
            silentTicks = 0;
            again();
        }
    }

    private void again() {
        later.run(this::tick, Math.max(1, millis / TICKS));
    }

    private void tick() {
        waiting.removeIf(each -> each.awaited().isDone());
        if (waiting.isEmpty()) {
            ticking.set(false);
            if (!waiting.isEmpty()) {
                begin();
            }
            return;
        }
        long now = answers.getAsLong();
        int silent = now == heard ? silentTicks + 1 : 0;
        heard = now;
        silentTicks = silent % TICKS;
        end(silent == TICKS);
        again();
    }

    /** The latest first: who waits for a turn is not to get it when those before have given up. */
    private void end(boolean silence) {
        long now = ticker.nanoTime();
        for (Iterator<Waiting> latest = waiting.descendingIterator(); latest.hasNext(); ) {
            Waiting each = latest.next();
            if ((silence || each.endNanos() - now <= 0)
                    && each.awaited().completeExceptionally(new TimeoutException())
                    && silence) {
                each.silent().run();
            }
        }
    }
}
