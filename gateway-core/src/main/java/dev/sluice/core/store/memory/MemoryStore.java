package dev.sluice.core.store.memory;

import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.AccountSpan;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Keeps everything in memory: what was saved is there until the process ends, and of responses the latest 200,000.
 * Thread-safe.
 */
public final class MemoryStore implements Store {

    private static final int MOST_HOMES = 200_000;

    private final Map<StoredKey.Id, StoredKey> rows = new LinkedHashMap<>();
    private final Map<StoredAccount.Id, StoredAccount> accounts = new TreeMap<>(
            Comparator.comparing((StoredAccount.Id id) -> id.kind().name()).thenComparing(StoredAccount.Id::id));
    private final Map<StoredAccount.Id, AccountSpan> spans = new HashMap<>();
    private final Map<ResponseHome.Id, ResponseHome> homes = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ResponseHome.Id, ResponseHome> eldest) {
            return size() > MOST_HOMES;
        }
    };
    private final MemoryLedger ledger = new MemoryLedger();
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
        return change(() ->
                keys.forEach(key -> rows.merge(key.id(), key, (old, row) -> row.replaces(old) ? row : old)));
    }

    @Override
    public synchronized CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> keys) {
        if (closed) {
            return refused();
        }
        List<StoredKey> inTheWay = keys.stream()
                .filter(key -> !key.follows(rows.get(key.id())))
                .map(key -> rows.get(key.id()))
                .toList();
        if (inTheWay.isEmpty()) {
            keys.forEach(key -> rows.put(key.id(), key));
        }
        return CompletableFuture.completedStage(inTheWay);
    }

    @Override
    public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys) {
        return change(() -> rows.keySet().removeAll(List.copyOf(keys)));
    }

    @Override
    public synchronized List<StoredAccount> accounts() {
        if (closed) {
            throw new StoreException("the store is closed");
        }
        return List.copyOf(accounts.values());
    }

    @Override
    public synchronized CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes) {
        if (closed) {
            return refused();
        }
        List<AccountConflict> conflicts =
                changes.stream().flatMap(this::conflicts).toList();
        if (conflicts.isEmpty()) {
            changes.forEach(this::change);
        }
        return CompletableFuture.completedStage(conflicts);
    }

    private Stream<AccountConflict> conflicts(AccountChange change) {
        AccountSpan span = change.span();
        Stream<StoredAccount.Id> others = span == null
                ? Stream.empty()
                : spans.entrySet().stream()
                        .filter(each -> each.getKey().kind() == change.id().kind()
                                && !each.getKey().equals(change.id())
                                && each.getValue().overlaps(span))
                        .map(Map.Entry::getKey);
        return change.fits(accounts.get(change.id()))
                ? others.map(id -> new AccountConflict(id, accounts.get(id)))
                : Stream.of(new AccountConflict(change.id(), accounts.get(change.id())));
    }

    private void change(AccountChange change) {
        StoredAccount row = change.row();
        AccountSpan span = change.span();
        if (span == null) {
            spans.remove(change.id());
        } else {
            spans.put(change.id(), span);
        }
        if (row == null) {
            accounts.remove(change.id());
        } else {
            accounts.put(change.id(), row);
        }
    }

    @Override
    public synchronized CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id) {
        return closed ? refused() : CompletableFuture.completedStage(Optional.ofNullable(homes.get(id)));
    }

    @Override
    public CompletionStage<Void> saveResponseHome(ResponseHome home) {
        return change(() -> homes.put(home.id(), home));
    }

    @Override
    public CompletionStage<Void> forgetResponseHome(ResponseHome.Id id) {
        return change(() -> homes.remove(id));
    }

    @Override
    public CompletionStage<Void> forgetResponseHomesBefore(long epochMillis) {
        return change(() -> homes.values().removeIf(home -> home.madeAtEpochMillis() < epochMillis));
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public UsageRecords usage() {
        return ledger;
    }

    @Override
    public synchronized void close() {
        closed = true;
        ledger.close();
    }

    private synchronized CompletionStage<Void> change(Runnable change) {
        if (closed) {
            return refused();
        }
        change.run();
        return CompletableFuture.completedStage(null);
    }

    private static <T> CompletionStage<T> refused() {
        return CompletableFuture.failedStage(new StoreException("the store is closed"));
    }
}
