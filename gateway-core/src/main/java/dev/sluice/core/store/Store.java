package dev.sluice.core.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The port to what outlives the process. Thread-safe. Nothing here blocks an event loop: writes are queued for the
 * store's own thread, and complete when they are durable.
 */
public interface Store extends AutoCloseable {

    /** All keys that there is something to remember of; for start-up, blocks. */
    List<StoredKey> providerKeys();

    /** Keeps these rows, each in place of the one of the same provider and name, all or none. */
    CompletionStage<Void> saveProviderKeys(List<StoredKey> keys);

    /** Waits for the writes that are queued, and ends. */
    @Override
    void close();
}
