package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. While one transaction is under way all that comes gathers in the next, and completes with
 * it; of two writes to one row only the later is made. Thread-safe; holds its lock for a few map operations.
 */
final class WriteQueue {

    private final int maxRows;
    private Batch waiting = new Batch();
    private boolean closed;

    /** @param maxRows how many different rows may wait */
    WriteQueue(int maxRows) {
        this.maxRows = maxRows;
    }

    /** The changes of one transaction: first the rows to drop, then those to save. */
    static final class Batch {
        private final Set<StoredKey.Id> drops = new LinkedHashSet<>();
        private final Map<StoredKey.Id, StoredKey> saves = new LinkedHashMap<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Collection<StoredKey.Id> drops() {
            return drops;
        }

        Collection<StoredKey> saves() {
            return saves.values();
        }

        void succeeded() {
            done.complete(null);
        }

        void failed(StoreException cause) {
            done.completeExceptionally(cause);
        }

        private boolean isEmpty() {
            return saves.isEmpty() && drops.isEmpty();
        }

        private boolean touches(StoredKey.Id id) {
            return saves.containsKey(id) || drops.contains(id);
        }
    }

    synchronized CompletionStage<Void> save(List<StoredKey> keys) {
        return change(keys.stream().map(StoredKey::id).toList(), () -> {
            for (StoredKey key : keys) {
                waiting.saves.put(key.id(), key);
            }
        });
    }

    synchronized CompletionStage<Void> drop(Collection<StoredKey.Id> ids) {
        return change(ids, () -> {
            waiting.drops.addAll(ids);
            waiting.saves.keySet().removeAll(Set.copyOf(ids));
        });
    }

    private CompletionStage<Void> change(Collection<StoredKey.Id> ids, Runnable change) {
        if (closed) {
            return CompletableFuture.failedStage(new StoreException("the store is closed"));
        }
        if (ids.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        long added = ids.stream().filter(id -> !waiting.touches(id)).distinct().count();
        if (waiting.saves.size() + waiting.drops.size() + added > maxRows) {
            return CompletableFuture.failedStage(new StoreException("the store cannot keep up: " + maxRows
                    + " changes wait to be written already; is its disk slow or full?"));
        }
        change.run();
        notifyAll();
        return waiting.done.minimalCompletionStage();
    }

    /** Waits for changes and takes them all; null when the queue is closed and empty. An interrupt closes it. */
    synchronized @Nullable Batch take() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        Batch taken = waiting;
        waiting = new Batch();
        return taken.isEmpty() ? null : taken;
    }

    /** Refuses what comes from now on. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
