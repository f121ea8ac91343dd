package dev.sluice.core.manage;

import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that counts what is written to it, and that fails when it is told to. */
final class CountingStore implements Store {

    private final Store inner;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean failing;

    CountingStore(Store inner) {
        this.inner = inner;
    }

    int writes() {
        return writes.get();
    }

    void fail() {
        failing = true;
    }

    void recover() {
        failing = false;
    }

    @Override
    public List<StoredKey> providerKeys() {
        return inner.providerKeys();
    }

    @Override
    public CompletionStage<Void> saveProviderKeys(List<StoredKey> keys) {
        if (failing) {
            return CompletableFuture.failedStage(new StoreException("the disk is full"));
        }
        writes.addAndGet(keys.isEmpty() ? 0 : 1);
        return inner.saveProviderKeys(keys);
    }

    @Override
    public CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> keys) {
        if (failing) {
            return CompletableFuture.failedStage(new StoreException("the disk is full"));
        }
        writes.addAndGet(keys.isEmpty() ? 0 : 1);
        return inner.changeProviderKeys(keys);
    }

    @Override
    public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys) {
        return inner.forgetProviderKeys(keys);
    }

    @Override
    public List<StoredAccount> accounts() {
        return inner.accounts();
    }

    @Override
    public CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes) {
        if (failing) {
            return CompletableFuture.failedStage(new StoreException("the disk is full"));
        }
        writes.addAndGet(changes.isEmpty() ? 0 : 1);
        return inner.changeAccounts(changes);
    }

    @Override
    public CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id) {
        return inner.responseHome(id);
    }

    @Override
    public CompletionStage<Void> saveResponseHome(ResponseHome home) {
        return inner.saveResponseHome(home);
    }

    @Override
    public CompletionStage<Void> forgetResponseHome(ResponseHome.Id id) {
        return inner.forgetResponseHome(id);
    }

    @Override
    public CompletionStage<Void> forgetResponseHomesBefore(long epochMillis) {
        return inner.forgetResponseHomesBefore(epochMillis);
    }

    @Override
    public Ledger ledger() {
        return inner.ledger();
    }

    @Override
    public UsageRecords usage() {
        return inner.usage();
    }

    @Override
    public void close() {
        inner.close();
    }
}
