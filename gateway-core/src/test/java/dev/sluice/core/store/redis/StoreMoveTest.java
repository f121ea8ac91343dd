package dev.sluice.core.store.redis;

import static dev.sluice.core.store.LedgerContract.DAY;
import static dev.sluice.core.store.LedgerContract.NOW;
import static dev.sluice.core.store.redis.RedisStoreTest.account;
import static dev.sluice.core.store.redis.RedisStoreTest.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.request.Usage;
import dev.sluice.core.store.LedgerContract;
import dev.sluice.core.store.Moved;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreMove;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.sqlite.SqliteStore;
import dev.sluice.core.time.Ticker;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class StoreMoveTest {

    @RegisterExtension
    static final OneRedis REDIS = new OneRedis();

    @TempDir
    Path folder;

    @Test
    void movesEverythingIntoAFileAndBackIntoAnEmptyRedis() {
        fill(REDIS.store());
        List<Object> before = contents(REDIS.store());

        try (SqliteStore file = SqliteStore.open(folder.resolve("copy.db"), Synchronous.NORMAL, Ticker.SYSTEM)) {
            StoreMove.Count out = StoreMove.run(REDIS.store(), file, NOW);
            assertThat(out).isEqualTo(new StoreMove.Count(2_500, 2, 3_002));
            assertThat(contents(file)).isEqualTo(before);

            REDIS.redis().command("FLUSHALL");
            assertThat(StoreMove.run(file, REDIS.store(), NOW)).isEqualTo(out);
        }

        assertThat(contents(REDIS.store())).isEqualTo(before);
        Store store = REDIS.store();
        // What was counted counts on, and what was made is not made again.
        store.ledger().fold(List.of(LedgerContract.entry(1, NOW, "bob", 1, true)));
        assertThat(store.ledger().balance("bob")).isEqualTo(1_000_000 - 3_000);
        assertThat(store.ledger().credit("bob", 1_000_000, "first", NOW).balance())
                .isEqualTo(1_000_000);
        store.ledger().credit("bob", 1, "next", NOW);
        assertThat(store.ledger().credits("bob", Long.MAX_VALUE, 1).get(0).idempotencyKey())
                .isEqualTo("next");
    }

    @Test
    void chargesNothingTwiceThatGatewaysFoldAgainMeanwhile() {
        fill(REDIS.store());
        List<Object> before = contents(REDIS.store());
        try (SqliteStore file = SqliteStore.open(folder.resolve("copy.db"), Synchronous.NORMAL, Ticker.SYSTEM)) {
            StoreMove.run(REDIS.store(), file, NOW);
            REDIS.redis().command("FLUSHALL");

            StoreMove.run(file, foldingAgain(LedgerContract.entry(1, NOW + 1, "bob", 1, true)), NOW);
        }

        assertThat(contents(REDIS.store())).isEqualTo(before);
    }

    /** The store, into which a gateway folds an entry each time entries are put there. */
    private static Moved.Place foldingAgain(Entry entry) {
        return (Moved.Place) Proxy.newProxyInstance(
                Moved.Place.class.getClassLoader(), new Class<?>[] {Moved.Place.class}, (proxy, method, arguments) -> {
                    boolean entries = arguments != null && arguments[0] instanceof Moved.Entries;
                    if (entries) {
                        REDIS.store().ledger().fold(List.of(entry));
                    }
                    Object result = method.invoke(REDIS.store(), arguments);
                    if (entries) {
                        REDIS.store().ledger().fold(List.of(entry));
                    }
                    return result;
                });
    }

    @Test
    void putsNothingOverWhatIsThere() {
        Rows.save(REDIS.store(), List.of(account("bob", 1)));
        try (SqliteStore file = SqliteStore.open(folder.resolve("copy.db"), Synchronous.NORMAL, Ticker.SYSTEM)) {
            assertThatThrownBy(() -> StoreMove.run(file, REDIS.store(), NOW))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the store is not empty");
        }

        assertThat(REDIS.store().accounts()).hasSize(1);
    }

    private static void fill(Store store) {
        List<StoredAccount> accounts = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            accounts.add(account("u" + i, i));
        }
        Rows.save(store, accounts);
        saved(store.saveProviderKeys(List.of(
                new StoredKey("openai", "z", KeySource.API, "sealed", "f", 1, KeyState.INVALID, 3, "why", 7, false, 0),
                StoredKey.tombstone(new StoredKey.Id("openai", "a")))));
        saved(store.saveResponseHome(new ResponseHome(new ResponseHome.Id("bob", "resp_1"), "openai", "z", NOW)));
        store.ledger().credit("bob", 1_000_000, "first", NOW);
        store.ledger().credit("eve", 5, "first", NOW);
        List<Entry> entries = new ArrayList<>();
        for (int id = 0; id < 3_000; id++) {
            entries.add(LedgerContract.entry(id, NOW + id, "bob", 1, true));
        }
        entries.add(LedgerContract.entry(9_000, NOW - 40 * DAY, "eve", 1, false));
        entries.add(new Entry(
                9_001,
                0,
                NOW,
                "t",
                "ann",
                "k",
                null,
                "m",
                "p",
                200,
                Usage.tokens(2, 3),
                true,
                4,
                "",
                false,
                true,
                List.of()));
        store.ledger().fold(entries);
    }

    private static List<Object> contents(Store store) {
        Set<Object> sums = new HashSet<>();
        store.ledger().used(NOW, used -> {
            // A file keeps a row for day and month together: what is 0 is there or not.
            if (used.used() > 0) {
                sums.add(used);
            }
        });
        Set<Object> others = new HashSet<>();
        store.ledger().balances(others::add);
        store.ledger().trials(others::add);
        assertThat(sums).hasAtLeastOneElementOfType(Used.class);
        return List.of(
                store.accounts(),
                store.providerKeys(),
                sums,
                others,
                store.usage().entries(LedgerContract.all(), null, 10_000),
                store.ledger().credits("bob", Long.MAX_VALUE, 10),
                store.ledger().credits("eve", Long.MAX_VALUE, 10),
                store.responseHome(new ResponseHome.Id("bob", "resp_1"))
                        .toCompletableFuture()
                        .join());
    }
}
