package dev.sluice.core.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** What operators read when SQLite fails, with real failures. */
final class StoreFileTest {

    @TempDir
    Path folder;

    @Test
    void saysThatTheDiskIsFull() throws SQLException {
        assertThat(failure(new SQLiteConfig(), "PRAGMA max_page_count = 2", "CREATE TABLE b (x)"))
                .contains("x.db cannot be written", "the disk is full");
    }

    @Test
    void saysThatTheFileMayNotBeWritten() throws SQLException {
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);

        assertThat(failure(readOnly, "PRAGMA user_version", "CREATE TABLE b (x)"))
                .contains("it, or its folder, may not be written");
    }

    @Test
    void repeatsWhatSqliteSaysOtherwise() throws SQLException {
        assertThat(failure(new SQLiteConfig(), "PRAGMA user_version", "nonsense"))
                .contains("syntax error");
    }

    /** What is said of the second statement's failure. */
    private String failure(SQLiteConfig config, String first, String second) throws SQLException {
        Path file = folder.resolve("x.db");
        try (Connection connection = StoreFile.connect(file, new SQLiteConfig());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE a (x)");
        }
        try (Connection connection = StoreFile.connect(file, config);
                Statement statement = connection.createStatement()) {
            statement.execute(first);
            SQLException e = catchThrowableOfType(SQLException.class, () -> statement.execute(second));
            return StoreFile.explain(file, "cannot be written", e).getMessage();
        }
    }
}
