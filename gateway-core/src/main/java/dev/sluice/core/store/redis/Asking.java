package dev.sluice.core.store.redis;

import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.QueryListener.Operation;
import dev.sluice.core.store.QueryListener.Table;
import dev.sluice.core.time.Ticker;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Measures what is asked of Redis, and tells of it. Thread-safe. */
record Asking(RedisConnection redis, Ticker ticker, QueryListener listener) {

    /** What a query gives that blocks; it is told of also when it fails. */
    <R> R blocking(Table table, Operation operation, Supplier<R> query) {
        redis.commands();
        long began = ticker.nanoTime();
        try {
            return query.get();
        } finally {
            listener.queried(table, operation, ticker.nanoTime() - began);
        }
    }

    /** The same, without waiting for it. */
    <R> CompletionStage<R> later(Table table, Operation operation, Supplier<? extends CompletionStage<R>> query) {
        long began = ticker.nanoTime();
        return query.get()
                .whenComplete((answer, failure) -> listener.queried(table, operation, ticker.nanoTime() - began));
    }
}
