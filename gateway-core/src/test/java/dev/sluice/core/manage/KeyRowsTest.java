package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyRowsTest {

    private final HeldStore store = new HeldStore();
    private final KeyRows rows = new KeyRows(store);

    private static StoredKey.Id id(String name) {
        return new StoredKey.Id("openai", name);
    }

    private static StoredKey row(String name, KeyState state) {
        return new StoredKey("openai", name, KeySource.FILE, null, "", 1, state, 0, "", 0, false, 0);
    }

    private void disable(String name) {
        rows.change(id(name), before -> row(name, KeyState.DISABLED));
    }

    @Test
    void sendsARowThatCouldNotBeSavedAlongWithTheNext() {
        disable("a");
        fail(0);

        disable("b");

        assertThat(store.batches.get(1)).containsExactly(row("a", KeyState.DISABLED), row("b", KeyState.DISABLED));
    }

    @Test
    void savesLaterWhatAnOperatorChangedAtOnceAndTheStoreCouldNotTake() {
        StoredKey deleted = row("a", KeyState.DISABLED).withVersion(1);
        CompletionStage<List<StoredKey>> change = rows.changeNow(deleted);
        assertThat(rows.find(id("a"))).isEqualTo(deleted);

        store.changes.get(0).completeExceptionally(new StoreException("the disk is full"));
        rows.retry();

        assertThat(change.toCompletableFuture()).isCompletedExceptionally();
        assertThat(store.batches).containsExactly(List.of(deleted));
    }

    @Test
    void asksForARowThatItWasToldOfAndThenCouldNotAdd() {
        List<StoredKey> added = List.of(row("a", KeyState.ACTIVE).withVersion(1));
        AtomicInteger asked = new AtomicInteger();
        rows.whenInDoubt(asked::incrementAndGet, () -> {});
        rows.changeOrNot(added);
        rows.saved(added);

        store.changes.get(0).completeExceptionally(new StoreException("no answer came"));

        assertThat(rows.find(id("a"))).isNull();
        assertThat(asked).hasValue(1);
        rows.reading();
        assertThat(rows.read(added)).containsExactly(id("a"));
        assertThat(rows.find(id("a"))).isEqualTo(added.get(0));
    }

    @Test
    void takesTheRowThatIsInTheWayOfAnOperatorsChange() {
        StoredKey others = row("a", KeyState.INVALID).withVersion(1);
        CompletionStage<List<StoredKey>> now =
                rows.changeNow(row("a", KeyState.DISABLED).withVersion(1));
        CompletionStage<List<StoredKey>> next =
                rows.change(row("b", KeyState.DISABLED).withVersion(1));
        assertThat(rows.find(id("b"))).isNull();

        store.changes.get(0).complete(List.of(others));
        store.changes.get(1).complete(List.of());

        assertThat(now.toCompletableFuture()).isCompletedWithValue(List.of(others));
        assertThat(rows.find(id("a"))).isEqualTo(others);
        assertThat(next.toCompletableFuture()).isCompletedWithValue(List.of());
        assertThat(rows.find(id("b"))).isEqualTo(row("b", KeyState.DISABLED).withVersion(1));
    }

    @Test
    void hasAllAsBeforeWhereRowsCannotBeAdded() {
        StoredKey before = row("a", KeyState.DISABLED);
        disable("a");
        List<StoredKey> added = List.of(
                row("a", KeyState.ACTIVE).withVersion(1),
                row("b", KeyState.ACTIVE).withVersion(1));
        CompletionStage<List<StoredKey>> change = rows.changeOrNot(added);
        assertThat(rows.find(id("b"))).isEqualTo(added.get(1));

        store.changes.get(0).completeExceptionally(new StoreException("the disk is full"));

        assertThat(change.toCompletableFuture()).isCompletedExceptionally();
        assertThat(rows.find(id("a"))).isEqualTo(before);
        assertThat(rows.find(id("b"))).isNull();
    }

    @Test
    void triesAgainWithLongerAndLongerRestsUntilAllIsSaved() {
        disable("a");
        fail(0);
        List<Integer> turns = new ArrayList<>();
        for (int turn = 1; turn <= 120; turn++) {
            int before = store.batches.size();
            rows.retry();
            if (store.batches.size() > before) {
                turns.add(turn);
                fail(before);
            }
        }
        assertThat(turns).containsExactly(2, 5, 10, 19, 36, 69, 102);
        while (store.batches.size() == 8) {
            rows.retry();
        }
        rows.retry();
        assertThat(store.batches).as("one at a time").hasSize(9);
        store.writes.get(8).complete(null);

        for (int turn = 0; turn < 100; turn++) {
            rows.retry();
        }

        assertThat(store.batches).as("nothing is left").hasSize(9);
        assertThat(store.batches.get(8)).containsExactly(row("a", KeyState.DISABLED));
    }

    @Test
    void triesABoundedNumberOfRowsAtATimeAgain() {
        for (int i = 0; i < KeyRows.RETRIED + 1; i++) {
            disable("key-" + i);
        }
        for (int i = 0; i < KeyRows.RETRIED + 1; i++) {
            fail(i);
        }
        int before = store.batches.size();
        for (int turn = 0; turn < 200; turn++) {
            rows.retry();
            store.writes.get(store.writes.size() - 1).complete(null);
        }

        assertThat(store.batches.subList(before, store.batches.size()))
                .extracting(List::size)
                .containsExactly(KeyRows.RETRIED, 1);
    }

    @Test
    void doesNotTryWhatWasNeverWorthAWrite() {
        rows.change(id("a"), before -> row("a", KeyState.ACTIVE));

        rows.retry();

        assertThat(store.batches).isEmpty();
    }

    private void fail(int write) {
        store.writes.get(write).completeExceptionally(new StoreException("the disk is full"));
    }

    /** A store whose writes end when a test says so. */
    private static final class HeldStore implements Store {

        private final List<List<StoredKey>> batches = new ArrayList<>();
        private final List<CompletableFuture<Void>> writes = new ArrayList<>();
        private final List<CompletableFuture<List<StoredKey>>> changes = new ArrayList<>();

        @Override
        public List<StoredKey> providerKeys() {
            return List.of();
        }

        @Override
        public CompletionStage<Void> saveProviderKeys(List<StoredKey> keys) {
            batches.add(keys);
            writes.add(new CompletableFuture<>());
            return writes.get(writes.size() - 1);
        }

        @Override
        public CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> keys) {
            changes.add(new CompletableFuture<>());
            return changes.get(changes.size() - 1);
        }

        @Override
        public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public List<StoredAccount> accounts() {
            return List.of();
        }

        @Override
        public CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes) {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public CompletionStage<Void> saveResponseHome(ResponseHome home) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> forgetResponseHome(ResponseHome.Id id) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> forgetResponseHomesBefore(long epochMillis) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public Ledger ledger() {
            throw new UnsupportedOperationException("no ledger here");
        }

        @Override
        public UsageRecords usage() {
            throw new UnsupportedOperationException("no ledger here");
        }

        @Override
        public void close() {}
    }
}
