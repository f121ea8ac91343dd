package dev.sluice.core.store.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many ask at a time, the others behind them in their order: what is sent at once is answered by Redis
 * only when it has done all of it, which is silence meanwhile. Thread-safe; its lock is held for a queue operation.
 */
final class Turns {

    private final int most;
    private final int mostWaiting;
    private final Deque<Supplier<@Nullable CompletionStage<?>>> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * @param most how many ask at a time
     * @param mostWaiting how many may wait behind them
     */
    Turns(int most, int mostWaiting) {
        this.most = most;
        this.mostWaiting = mostWaiting;
    }

    /**
     * Asks now, or when it is its turn.
     *
     * @param turn begins to ask, and gives what tells when that is over; null: nothing is asked any more
     * @return false where too many wait already: it will not ask
     */
    boolean ask(Supplier<@Nullable CompletionStage<?>> turn) {
        synchronized (this) {
            if (underWay >= most) {
                return waiting.size() < mostWaiting && waiting.add(turn);
            }
            underWay++;
        }
        run(turn);
        return true;
    }

    private void run(@Nullable Supplier<@Nullable CompletionStage<?>> first) {
        Supplier<@Nullable CompletionStage<?>> turn = first;
        while (turn != null) {
            CompletionStage<?> asked = turn.get();
            if (asked != null && !asked.toCompletableFuture().isDone()) {
                asked.whenComplete((answer, failure) -> run(next()));
                return;
            }
            turn = next();
        }
    }

    /** Whose turn it is after one is over. */
    private synchronized @Nullable Supplier<@Nullable CompletionStage<?>> next() {
        Supplier<@Nullable CompletionStage<?>> next = waiting.poll();
        if (next == null) {
            underWay--;
        }
        return next;
    }
}
