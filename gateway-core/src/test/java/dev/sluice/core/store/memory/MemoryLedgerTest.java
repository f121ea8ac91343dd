package dev.sluice.core.store.memory;

import dev.sluice.core.store.LedgerContract;
import dev.sluice.core.store.Store;

final class MemoryLedgerTest implements LedgerContract {

    private final Store store = new MemoryStore();

    @Override
    public Store store() {
        return store;
    }
}
