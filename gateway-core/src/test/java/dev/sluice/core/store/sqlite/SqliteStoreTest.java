package dev.sluice.core.store.sqlite;

import static dev.sluice.core.store.StoreContract.await;
import static dev.sluice.core.store.StoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreContract;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqliteStoreTest implements StoreContract {

    @TempDir
    Path folder;

    private Path file;
    private SqliteStore store;

    @BeforeEach
    void open() {
        file = folder.resolve("new/folder/sluice.db");
        store = open(file);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public Store store() {
        return store;
    }

    @ParameterizedTest
    @EnumSource
    void remembersAfterItWasClosedAndOpenedAgain(Synchronous synchronous) {
        await(store.saveProviderKeys(List.of(key("a", 1), key("b", 2))));
        store.close();

        try (SqliteStore again = SqliteStore.open(file, synchronous, Ticker.SYSTEM)) {
            assertThat(again.providerKeys()).containsExactly(key("a", 1), key("b", 2));
        }
    }

    @Test
    void tellsWhatItAsksOfItsDatabase() {
        store.close();
        List<String> queries = new CopyOnWriteArrayList<>();
        try (SqliteStore told = SqliteStore.open(
                file,
                Synchronous.NORMAL,
                Ticker.SYSTEM,
                (table, operation, nanos) -> queries.add(operation + " " + table + (nanos < 0 ? " never" : "")))) {
            told.providerKeys();
            await(told.saveProviderKeys(List.of(key("a", 1))));
            await(told.forgetProviderKeys(List.of(key("a", 1).id())));
            told.accounts();
            told.ledger().credit("bob", 100, "k", 1);
            told.ledger().balance("bob");
            told.usage().prune(1, 10);

            assertThat(told.connections()).isEqualTo(1);
        }
        assertThat(queries)
                .containsExactly(
                        "SELECT PROVIDER_KEYS",
                        "UPDATE PROVIDER_KEYS",
                        "DELETE PROVIDER_KEYS",
                        "SELECT ACCOUNTS",
                        "UPDATE CREDITS",
                        "SELECT CREDITS",
                        "DELETE USAGE");
    }

    @Test
    void writesWhatIsQueuedBeforeItEnds() {
        CompletionStage<Void> last = null;
        for (int count = 0; count < 1_000; count++) {
            last = store.saveProviderKeys(List.of(key("k" + count, count)));
        }
        store.close();

        assertThat(last.toCompletableFuture()).isCompleted();
        try (SqliteStore again = open(file)) {
            assertThat(again.providerKeys()).hasSize(1_000);
        }
    }

    @Test
    void leavesOneDatabaseFileAndTheEmptyLockBesideIt() throws IOException {
        await(store.saveProviderKeys(List.of(key("a", 1))));
        store.close();

        assertThat(folder.resolve("new/folder"))
                .isDirectoryContaining(path -> path.endsWith("sluice.db"))
                .isDirectoryNotContaining(path -> path.toString().endsWith("-wal"));
        assertThat(folder.resolve("new/folder/sluice.db.lock")).isEmptyFile();
    }

    @Test
    void keepsItsFilesFromOthersThanTheOwner() throws IOException {
        await(store.saveProviderKeys(List.of(key("a", 1))));

        for (String name : List.of("sluice.db", "sluice.db-wal", "sluice.db-shm", "sluice.db.lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void leavesNothingInTheFileOfAValueThatWasReplaced() throws IOException {
        await(store.saveProviderKeys(List.of(sealed("v1:00000000:" + "OldOld".repeat(40)))));
        await(store.saveProviderKeys(List.of(sealed("v1:00000000:New"))));
        store.close();

        assertThat(Files.readAllBytes(file)).asString().contains("v1:00000000:New");
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("OldOld");
    }

    @Test
    void refusesASecondStoreInTheSameProcessOverAnyWayToTheFile() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file.getParent());

        for (Path way : List.of(file, link.resolve("sluice.db"), link.resolve("../folder/sluice.db"))) {
            assertThatThrownBy(() -> open(way))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("sluice.db is in use", "sluice.db.lock locked", "store.path");
        }
        // The first is none the worse for it.
        await(store.saveProviderKeys(List.of(key("a", 1))));
        assertThatThrownBy(() -> open(file)).hasMessageContaining("is in use");
    }

    @Test
    void canBeOpenedAgainAfterARefusal() {
        assertThatThrownBy(() -> open(file)).isInstanceOf(StoreException.class);
        store.close();

        open(file).close();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 100, 511, 512, 5_000})
    void refusesAFileThatIsNoDatabaseAndLeavesItAlone(int length) throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "x".repeat(length));

        assertThatThrownBy(() -> open(text))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(text.getFileName().toString(), "not a database", "store.path");
        assertThat(text).hasContent("x".repeat(length));
    }

    @Test
    void refusesTheDatabaseOfAnotherProgramAndLeavesItAlone() throws Exception {
        Path other = folder.resolve("other.db");
        execute(other, "CREATE TABLE songs (title TEXT)");
        byte[] before = Files.readAllBytes(other);

        assertThatThrownBy(() -> open(other)).hasMessageContainingAll("other.db", "another program's", "store.path");
        assertThat(other).hasBinaryContent(before);
    }

    @Test
    void refusesAFileOfANewerVersion() throws Exception {
        store.close();
        execute(file, "PRAGMA user_version = 99");

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("sluice.db", "newer version", "schema 99");
    }

    @Test
    void refusesADatabaseThatIsCutOff() throws IOException {
        await(store.saveProviderKeys(List.of(sealed("v1:00000000:" + "A".repeat(50_000)))));
        store.close();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, 2 * 4096));

        assertThatThrownBy(() -> {
                    try (SqliteStore damaged = open(file)) {
                        damaged.providerKeys();
                    }
                })
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("sluice.db", "damaged", "restore a backup");
    }

    @Test
    void refusesAFolderInThePlaceOfTheFileAndAFileInThePlaceOfTheFolder() throws IOException {
        Path taken = Files.createFile(folder.resolve("taken"));

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder.toString());
        assertThatThrownBy(() -> open(taken.resolve("sluice.db")))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("taken", "store.path");
    }

    /** In the locale C names are of ASCII: the JDK has no others then. */
    private static boolean mayBeAName(String name) {
        return Charset.forName(System.getProperty("sun.jnu.encoding"))
                .newEncoder()
                .canEncode(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b?mode=memory&x=1.db", "100%25.db", "grün#1.db", "file:x.db"})
    void takesAnyNameOfAFile(String name) {
        assumeThat(name).as("a name in this locale").matches(SqliteStoreTest::mayBeAName);
        Path odd = folder.resolve(name);
        try (SqliteStore one = open(odd)) {
            await(one.saveProviderKeys(List.of(key("a", 1))));
        }

        assertThat(odd).exists();
        try (SqliteStore again = open(odd)) {
            assertThat(again.providerKeys()).containsExactly(key("a", 1));
        }
    }

    @Test
    void saysThatAWriteFailedAndTriesTheNext() throws Exception {
        execute(file, """
                CREATE TRIGGER broken BEFORE INSERT ON provider_keys WHEN new.name = 'bad'
                BEGIN SELECT RAISE(FAIL, 'no such luck'); END""");

        assertThatThrownBy(() -> await(store.saveProviderKeys(List.of(key("good", 1), key("bad", 1)))))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContainingAll("sluice.db", "cannot be written", "no such luck");
        await(store.saveProviderKeys(List.of(key("next", 1))));

        assertThat(store.providerKeys()).as("all or none").containsExactly(key("next", 1));
    }

    @Test
    void givesUpOnADatabaseThatAnotherProgramKeepsLockedAndGoesOnAfterwards() throws Exception {
        store.close();
        store = SqliteStore.start(Database.open(file, Synchronous.NORMAL, 50), Ticker.SYSTEM);

        try (Connection other = connect(file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> await(store.saveProviderKeys(List.of(key("a", 1)))))
                    .hasMessageContainingAll("sluice.db", "another program keeps it locked");
            statement.execute("ROLLBACK");
        }
        await(store.saveProviderKeys(List.of(key("b", 1))));

        assertThat(store.providerKeys()).containsExactly(key("b", 1));
    }

    private static StoredKey sealed(String text) {
        StoredKey key = key("a", 1);
        return new StoredKey(key.provider(), key.name(), key.source(), text, "", 1, key.state(), 0, "", 0, false, 0);
    }

    private static SqliteStore open(Path file) {
        return SqliteStore.open(file, Synchronous.NORMAL, Ticker.SYSTEM);
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
