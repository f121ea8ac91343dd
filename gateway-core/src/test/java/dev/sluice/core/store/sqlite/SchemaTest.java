package dev.sluice.core.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

final class SchemaTest {

    private static final String FIRST = "CREATE TABLE a (x INTEGER)";
    private static final String SECOND = "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 7";

    @TempDir
    Path folder;

    private Path file;
    private Connection connection;

    @BeforeEach
    void open() {
        file = folder.resolve("sluice.db");
        connection = StoreFile.connect(file, new SQLiteConfig());
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void bringsAnOldFileToTheNewestVersionAndKeepsItsRows() throws SQLException {
        new Schema(List.of(FIRST)).bring(connection, file);
        execute("INSERT INTO a VALUES (1)");

        new Schema(List.of(FIRST, SECOND)).bring(connection, file);

        assertThat(number("SELECT x + y FROM a")).isEqualTo(8);
        assertThat(number("PRAGMA user_version")).isEqualTo(2);
    }

    @Test
    void leavesAFileAloneThatIsOfTheNewestVersion() throws SQLException {
        Schema schema = new Schema(List.of(FIRST, SECOND));
        schema.bring(connection, file);

        schema.bring(connection, file);

        assertThat(number("PRAGMA user_version")).isEqualTo(2);
    }

    @Test
    void takesAStepWholeOrNotAtAll() throws SQLException {
        new Schema(List.of(FIRST)).bring(connection, file);
        Schema broken = new Schema(List.of(FIRST, "ALTER TABLE nowhere ADD COLUMN y"));

        assertThatThrownBy(() -> broken.bring(connection, file)).isInstanceOf(SQLException.class);
        connection.close();
        open();

        assertThat(number("PRAGMA user_version")).isEqualTo(1);
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() throws SQLException {
        new Schema(List.of(FIRST, SECOND)).bring(connection, file);

        assertThatThrownBy(() -> new Schema(List.of(FIRST)).bring(connection, file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema 2; this one knows 1");
    }

    @Test
    void refusesAVersionWithoutItsMark() throws SQLException {
        execute("PRAGMA user_version = 1");

        assertThatThrownBy(() -> Schema.CURRENT.check(connection, file)).hasMessageContaining("another program's");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getInt(1);
        }
    }
}
