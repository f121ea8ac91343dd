package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What an operator has made of keys, all or none: it shares a transaction with others, but not what comes of them. Made
 * by any thread, then the writer's alone.
 */
final class KeyWrite {

    private final List<StoredKey> keys;
    private final CompletableFuture<List<StoredKey>> done = new CompletableFuture<>();
    private List<StoredKey> inTheWay = List.of();

    KeyWrite(List<StoredKey> keys) {
        this.keys = List.copyOf(keys);
    }

    List<StoredKey> keys() {
        return keys;
    }

    CompletionStage<List<StoredKey>> done() {
        return done.minimalCompletionStage();
    }

    /** What it comes to when its transaction is committed. */
    void conflict(List<StoredKey> found) {
        inTheWay = List.copyOf(found);
    }

    void succeeded() {
        done.complete(inTheWay);
    }

    void failed(StoreException cause) {
        done.completeExceptionally(cause);
    }
}
