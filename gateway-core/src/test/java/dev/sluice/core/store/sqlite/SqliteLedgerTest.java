package dev.sluice.core.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryRefusedException;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.LedgerContract;
import dev.sluice.core.store.LedgerModelContract;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreContract;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.UsageContract;
import dev.sluice.core.time.Ticker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteLedgerTest implements LedgerContract, LedgerModelContract, UsageContract {

    private static final UsageQuery ALL = new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of());

    @TempDir
    Path folder;

    private Path file;
    private Database database;
    private SqliteStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("sluice.db");
        database = Database.open(file, Synchronous.NORMAL, 50);
        store = SqliteStore.start(database, Ticker.SYSTEM);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public int mostInARow() {
        return UnusedInsert.MOST;
    }

    @Test
    void writesWhatUsedNothingAsItWritesTheRest() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 600; i++) {
            Entry used = LedgerContract.entry(i, NOW + i, i % 2 == 0 ? "bob" : null, i, false);
            entries.add(i % 3 == 0 ? used : used.withNothingUsed());
        }
        store.ledger().fold(entries);
        store.ledger().fold(entries.subList(0, 400));

        assertThat(store.usage().entries(ALL, null, 1_000)).containsExactlyElementsOf(entries);
    }

    /** Cached answers of the same millisecond come many at a time, some of them again, some twice in one batch. */
    @Test
    void addsWhatUsedNothingOnceHoweverOftenAndInWhateverCompanyItComes() {
        SplittableRandom random = new SplittableRandom(5);
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            Entry used = LedgerContract.entry(i, NOW + i / 100, i % 3 == 0 ? "bob" : null, i, false);
            entries.add(used.withNothingUsed());
        }
        for (int batch = 0; batch < 40; batch++) {
            int from = random.nextInt(950);
            List<Entry> some = new ArrayList<>(entries.subList(from, from + 1 + random.nextInt(50)));
            some.add(some.get(random.nextInt(some.size())));
            store.ledger().fold(some);
        }
        store.ledger().fold(entries);

        assertThat(store.usage().entries(ALL, null, 2_000)).containsExactlyElementsOf(entries);
        assertThat(store.usage().count(ALL, 2_000)).isEqualTo(1_000);
        assertThat(store.usage().count(ALL, 70)).isEqualTo(70);
        List<Long> requests = new ArrayList<>();
        store.ledger().used(NOW, used -> {
            if (used.holder().scope() == Scope.TENANT && used.kind() == LimitKind.DAY_REQUESTS) {
                requests.add(used.used());
            }
        });
        assertThat(requests).containsExactly(1_000L);
    }

    /** Of what is one row a part may have been told, and the rest not. */
    @Test
    void tellsAlikeEntriesInPartsOfWhateverSize() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            Entry used = LedgerContract.entry(i, NOW + i / 120, i % 7 == 0 ? "bob" : null, i, false);
            entries.add(i % 5 == 0 ? used : used.withNothingUsed());
        }
        SplittableRandom random = new SplittableRandom(6);
        List<Entry> shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, new Random(6));
        store.ledger().fold(shuffled);

        List<Entry> told = new ArrayList<>();
        Entry last = null;
        while (told.size() < entries.size()) {
            List<Entry> part = store.usage().entries(ALL, last, 1 + random.nextInt(30));
            assertThat(part).isNotEmpty();
            told.addAll(part);
            last = told.get(told.size() - 1);
        }

        assertThat(told).containsExactlyElementsOf(entries);
        assertThat(store.usage().entries(ALL, last, 1)).isEmpty();
    }

    @Test
    void isNotToldAgainOfWhatUsedNothingAndIsOneRow() {
        List<Entry> settled = new ArrayList<>();
        for (int id = 1; id <= 5; id++) {
            settled.add(LedgerContract.entry(id, NOW + 10, "bob", 0, false).withNothingUsed());
        }
        store.ledger().fold(settled);

        for (Entry each : settled) {
            store.ledger().fold(List.of(LedgerContract.cutShort(each, NOW + 5)));
        }

        assertThat(store.usage().entries(ALL, null, 10)).containsExactlyElementsOf(settled);
    }

    @Test
    void goesOnWithAFileThatHasARowForEachEntry() throws SQLException {
        List<Entry> before = List.of(
                LedgerContract.entry(1, NOW, "bob", 1, false).withNothingUsed(),
                LedgerContract.entry(2, NOW, "bob", 1, false).withNothingUsed());
        before.forEach(each -> store.ledger().fold(List.of(each)));
        store.close();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate(
                    "ALTER TABLE unused RENAME COLUMN ids TO id; DROP TABLE numbers;" + " PRAGMA user_version = 8");
        }
        open();
        List<Entry> all = new ArrayList<>(before);
        all.add(LedgerContract.entry(3, NOW, "bob", 1, false).withNothingUsed());

        store.ledger().fold(all);

        assertThat(store.usage().entries(ALL, null, 10)).containsExactlyElementsOf(all);
        assertThat(store.usage().prune(NOW + 1, 10)).isEqualTo(3);
        assertThat(store.usage().count(ALL, 10)).isZero();
    }

    @Test
    void tellsWhetherAnEntryIsInTheWayOrTheDatabase() throws SQLException {
        List<Entry> both =
                List.of(LedgerContract.entry(1, NOW, "bob", 5, true), LedgerContract.entry(2, NOW, "eve", 7, true));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TRIGGER refuse BEFORE INSERT ON usage WHEN NEW.user = 'eve'"
                    + " BEGIN SELECT RAISE(ABORT, 'not this one'); END");
        }

        assertThatThrownBy(() -> store.ledger().fold(both)).isInstanceOf(EntryRefusedException.class);

        store.ledger().fold(both.subList(0, 1));
        assertThat(store.ledger().balance("bob")).isEqualTo(-5);
        assertThat(store.ledger().balance("eve")).isZero();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.ledger().fold(both)).isExactlyInstanceOf(StoreException.class);
            statement.execute("ROLLBACK");
        }
    }

    /** They are one row, and what is wrong with one of them is told as it is of a row of its own. */
    @Test
    void refusesAlikeEntriesOfWhichOneIsInTheWayAndTakesTheOthers() throws SQLException {
        List<Entry> alike = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            alike.add(LedgerContract.entry(i, NOW, "bob", i, false).withNothingUsed());
        }
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute(
                    "CREATE TRIGGER refuse BEFORE INSERT ON unused WHEN hex(NEW.ids) LIKE '%0D0000000000000000%'"
                            + " BEGIN SELECT RAISE(ABORT, 'not this one'); END");
        }

        assertThatThrownBy(() -> store.ledger().fold(alike)).isInstanceOf(EntryRefusedException.class);
        assertThat(store.usage().count(ALL, 100)).isZero();

        List<Entry> others =
                alike.stream().filter(entry -> entry.idHigh() != 13).toList();
        store.ledger().fold(others);
        store.ledger().fold(others);
        assertThat(store.usage().entries(ALL, null, 100)).containsExactlyInAnyOrderElementsOf(others);
    }

    @Test
    void remembersAfterItWasClosedAndOpenedAgain() {
        store.ledger().credit("bob", 100, "k", NOW);
        store.ledger().fold(List.of(LedgerContract.entry(1, NOW, "bob", 30, true)));
        store.close();
        open();

        store.ledger().fold(List.of(LedgerContract.entry(1, NOW, "bob", 30, true)));

        assertThat(store.ledger().balance("bob")).isEqualTo(70);
        assertThat(store.usage().count(ALL, 10)).isEqualTo(1);
    }

    @Test
    void foldsAllOrNothingOnAFullDiskAndTheSameAgainWhenThereIsRoom() throws Exception {
        List<Entry> many = entries(5_000);
        database.execute("PRAGMA max_page_count = 60");

        assertThatThrownBy(() -> store.ledger().fold(many))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("sluice.db", "cannot be written", "the disk is full");
        assertThat(store.usage().count(ALL, 10)).isZero();
        assertThat(store.ledger().balance("bob")).isZero();

        database.execute("PRAGMA max_page_count = 1000000");
        store.ledger().fold(many);
        assertThat(store.usage().count(ALL, 10_000)).isEqualTo(5_000);
        assertThat(store.ledger().balance("bob")).isEqualTo(-5_000);
    }

    @Test
    void savesKeysAgainWhenThereIsRoomOnADiskThatWasFull() throws Exception {
        StoredKey large = new StoredKey(
                "openai", "a", KeySource.API, "A".repeat(500_000), "", 1, KeyState.ACTIVE, 0, "", 0, false, 0);
        database.execute("PRAGMA max_page_count = 60");
        assertThatThrownBy(() -> StoreContract.await(store.saveProviderKeys(List.of(large))))
                .hasMessageContaining("the disk is full");

        database.execute("PRAGMA max_page_count = 1000000");
        StoreContract.await(store.saveProviderKeys(List.of(large)));

        assertThat(store.providerKeys()).containsExactly(large);
    }

    @Test
    void foldsNothingWhatMayNotBeWrittenAndTheSameAgainWhenItMay() throws Exception {
        database.execute("PRAGMA query_only = ON");

        assertThatThrownBy(() -> store.ledger().fold(entries(3)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("may not be written");
        assertThatThrownBy(() -> store.ledger().credit("bob", 5, "k", NOW)).isInstanceOf(StoreException.class);

        database.execute("PRAGMA query_only = OFF");
        store.ledger().fold(entries(3));
        assertThat(store.ledger().credit("bob", 5, "k", NOW).balance()).isEqualTo(2);
    }

    @Test
    void foldsAgainWhatAnotherProgramKeptItFrom() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.ledger().fold(entries(3)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("another program keeps it locked");
            statement.execute("ROLLBACK");
        }

        store.ledger().fold(entries(3));
        assertThat(store.usage().count(ALL, 10)).isEqualTo(3);
    }

    @Test
    void foldsWhileAQuestionIsBeingAnswered() {
        store.ledger().fold(entries(10));
        List<Long> seen = new ArrayList<>();

        store.usage().sums(new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of(UsageQuery.Column.KEY)), 10, row -> {
            store.ledger().fold(List.of(LedgerContract.entry(999, NOW, "bob", 1, true)));
            seen.add(row.requests());
        });

        assertThat(seen).containsExactly(10L);
        assertThat(store.usage().count(ALL, 100)).isEqualTo(11);
    }

    @Test
    void isInTheCopyThatABackupMakes() {
        store.ledger().credit("bob", 100, "k", NOW);
        store.ledger().fold(entries(10));
        Path copy = folder.resolve("copy.db");

        SqliteBackup.copy(file, copy);

        try (SqliteStore restored = SqliteStore.open(copy, Synchronous.NORMAL, Ticker.SYSTEM)) {
            assertThat(restored.ledger().balance("bob")).isEqualTo(90);
            assertThat(restored.usage().entries(ALL, null, 100))
                    .isEqualTo(store.usage().entries(ALL, null, 100));
            assertThat(restored.ledger().credits("bob", Long.MAX_VALUE, 10)).hasSize(1);
        }
    }

    private static List<Entry> entries(int count) {
        List<Entry> entries = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            entries.add(LedgerContract.entry(id, NOW, "bob", 1, true));
        }
        return entries;
    }
}
