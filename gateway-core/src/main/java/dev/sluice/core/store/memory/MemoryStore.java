package dev.sluice.core.store.memory;

import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps everything in memory: what was saved is there until the process ends. Thread-safe. */
public final class MemoryStore implements Store {

    private final Map<StoredKey.Id, StoredKey> rows = new LinkedHashMap<>();
    private boolean closed;

    @Override
    public synchronized List<StoredKey> providerKeys() {
        if (closed) {
            throw new StoreException("the store is closed");
        }
        return List.copyOf(rows.values());
    }

    @Override
    public CompletionStage<Void> saveProviderKeys(List<StoredKey> keys) {
        return change(() -> keys.forEach(key -> rows.put(key.id(), key)));
    }

    @Override
    public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys) {
        return change(() -> rows.keySet().removeAll(List.copyOf(keys)));
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private synchronized CompletionStage<Void> change(Runnable change) {
        if (closed) {
            return CompletableFuture.failedStage(new StoreException("the store is closed"));
        }
        change.run();
        return CompletableFuture.completedStage(null);
    }
}
