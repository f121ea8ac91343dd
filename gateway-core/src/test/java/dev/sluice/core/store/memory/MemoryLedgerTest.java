package dev.sluice.core.store.memory;

import dev.sluice.core.store.LedgerContract;
import dev.sluice.core.store.LedgerModelContract;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.UsageContract;

final class MemoryLedgerTest implements LedgerContract, LedgerModelContract, UsageContract {

    private final Store store = new MemoryStore();

    @Override
    public Store store() {
        return store;
    }
}
