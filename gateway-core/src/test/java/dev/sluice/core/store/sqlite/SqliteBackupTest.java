package dev.sluice.core.store.sqlite;

import static dev.sluice.core.store.StoreContract.await;
import static dev.sluice.core.store.StoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteBackupTest {

    private static final int ROWS = 200;

    @TempDir
    Path folder;

    private Path file;
    private Path copy;

    @BeforeEach
    void nameFiles() {
        file = folder.resolve("sluice.db");
        copy = folder.resolve("copy ?.db");
    }

    /** Each write sets all rows to the same number, so a copy with two numbers would be of no one moment. */
    @Test
    void copiesOneMomentOfAStoreThatIsBeingWritten() throws InterruptedException {
        try (SqliteStore store = open(file)) {
            await(store.saveProviderKeys(rows(0)));
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger written = new AtomicInteger();
            Thread writer = new Thread(() -> {
                while (!stop.get()) {
                    await(store.saveProviderKeys(rows(written.get() + 1)));
                    written.incrementAndGet();
                }
            });
            writer.start();
            // It is being written from here on, whenever that thread gets its turns.
            Awaitility.await().until(() -> written.get() > 0);

            for (int round = 0; round < 10; round++) {
                int atLeast = written.get();
                Path to = folder.resolve("copy" + round + ".db");
                assertThat(SqliteBackup.copy(file, to)).isEqualTo(ROWS);
                try (SqliteStore restored = open(to)) {
                    List<StoredKey> keys = restored.providerKeys();
                    assertThat(keys)
                            .hasSize(ROWS)
                            .extracting(StoredKey::failures)
                            .containsOnly(keys.get(0).failures());
                    assertThat(keys.get(0).failures()).isGreaterThanOrEqualTo(atLeast);
                }
            }
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void copiesAStoreThatNobodyHasOpen() throws IOException {
        try (SqliteStore store = open(file)) {
            await(store.saveProviderKeys(List.of(key("a", 1))));
        }

        assertThat(SqliteBackup.copy(file, copy)).isEqualTo(1);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        try (SqliteStore restored = open(copy)) {
            assertThat(restored.providerKeys()).containsExactly(key("a", 1));
        }
    }

    @Test
    void overwritesNothing() throws IOException {
        open(file).close();
        Files.writeString(copy, "precious");

        assertThatThrownBy(() -> SqliteBackup.copy(file, copy))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> SqliteBackup.copy(file, file)).hasMessageContaining("is there already");
        assertThat(copy).hasContent("precious");
    }

    @Test
    void leavesNoFileBehindWhenItFails() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "x".repeat(1_000));

        assertThatThrownBy(() -> SqliteBackup.copy(text, copy)).hasMessageContaining("not a database");
        assertThatThrownBy(() -> SqliteBackup.copy(folder.resolve("nowhere.db"), copy))
                .hasMessageContaining("does not exist");
        assertThat(copy).doesNotExist();
        assertThat(folder.resolve("nowhere.db")).doesNotExist();
    }

    @Test
    void saysThatTheFolderOfTheCopyIsMissing() {
        open(file).close();

        assertThatThrownBy(() -> SqliteBackup.copy(file, folder.resolve("nowhere/copy.db")))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("nowhere/copy.db", "cannot be made");
    }

    private static List<StoredKey> rows(int number) {
        List<StoredKey> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(key("k" + row, number));
        }
        return rows;
    }

    private static SqliteStore open(Path file) {
        return SqliteStore.open(file, Synchronous.NORMAL, Ticker.SYSTEM);
    }
}
