package dev.sluice.core.store.memory;

import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreContract;

final class MemoryStoreTest implements StoreContract {

    private final Store store = new MemoryStore();

    @Override
    public Store store() {
        return store;
    }
}
