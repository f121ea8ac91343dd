package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Changes that are made together where nothing is in their way, or not at all. They share a transaction with others,
 * but not what comes of them: one that fails to fit leaves the rest alone. Made by any thread, then the writer's alone.
 *
 * @param <C> a change
 * @param <W> what may be in its way
 */
final class CheckedWrite<C, W> {

    private final List<C> changes;
    private final CompletableFuture<List<W>> done = new CompletableFuture<>();
    private List<W> inTheWay = List.of();

    CheckedWrite(List<C> changes) {
        this.changes = List.copyOf(changes);
    }

    List<C> changes() {
        return changes;
    }

    /** Completes with what was in the way; nothing: they are made. */
    CompletionStage<List<W>> done() {
        return done.minimalCompletionStage();
    }

    /** What it comes to when its transaction is committed. */
    void found(List<W> found) {
        inTheWay = List.copyOf(found);
    }

    void succeeded() {
        done.complete(inTheWay);
    }

    void failed(StoreException cause) {
        done.completeExceptionally(cause);
    }
}
