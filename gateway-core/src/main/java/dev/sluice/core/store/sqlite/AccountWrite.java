package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Changes of accounts that are made together or not at all. They share a transaction with others, but not what comes of
 * them: one that conflicts leaves the rest alone. Made by any thread, then the writer's alone.
 */
final class AccountWrite {

    private final List<AccountChange> changes;
    private final CompletableFuture<List<AccountConflict>> done = new CompletableFuture<>();
    private List<AccountConflict> conflicts = List.of();

    AccountWrite(List<AccountChange> changes) {
        this.changes = List.copyOf(changes);
    }

    List<AccountChange> changes() {
        return changes;
    }

    CompletionStage<List<AccountConflict>> done() {
        return done.minimalCompletionStage();
    }

    boolean saves() {
        return changes.stream().anyMatch(change -> change.row() != null);
    }

    boolean drops() {
        return changes.stream().anyMatch(change -> change.row() == null);
    }

    /** What it comes to when its transaction is committed. */
    void conflict(List<AccountConflict> found) {
        conflicts = List.copyOf(found);
    }

    void succeeded() {
        done.complete(conflicts);
    }

    void failed(StoreException cause) {
        done.completeExceptionally(cause);
    }
}
