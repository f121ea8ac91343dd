package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, as a list of steps: SQLite's {@code user_version} counts those that a file has taken. A step that was
 * released never changes; what comes later is another step.
 */
final class Schema {

    /** All steps there are. */
    static final Schema CURRENT = new Schema(
            List.of("""
            CREATE TABLE provider_keys (
                provider TEXT NOT NULL,
                name TEXT NOT NULL,
                source TEXT NOT NULL,
                sealed TEXT,
                fingerprint TEXT NOT NULL,
                priority INTEGER NOT NULL,
                state TEXT NOT NULL,
                failures INTEGER NOT NULL,
                reason TEXT NOT NULL,
                cooling_until INTEGER NOT NULL,
                deleted INTEGER NOT NULL,
                UNIQUE (provider, name)
            ) STRICT""", """
            CREATE TABLE response_homes (
                owner TEXT NOT NULL,
                response TEXT NOT NULL,
                provider TEXT NOT NULL,
                provider_key TEXT NOT NULL,
                made_at INTEGER NOT NULL,
                PRIMARY KEY (owner, response)
            ) STRICT, WITHOUT ROWID""", """
            CREATE INDEX response_homes_by_age ON response_homes (made_at)""", """
            CREATE TABLE accounts (
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                json TEXT NOT NULL,
                version INTEGER NOT NULL,
                PRIMARY KEY (kind, id)
            ) STRICT, WITHOUT ROWID""", LedgerTables.STEP, """
            CREATE TABLE account_spans (
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                owner TEXT NOT NULL,
                from_time INTEGER NOT NULL,
                until_time INTEGER NOT NULL,
                PRIMARY KEY (kind, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX account_spans_by_owner ON account_spans (owner)""", """
            ALTER TABLE provider_keys
                ADD COLUMN version INTEGER NOT NULL DEFAULT 0""", UnusedInsert.STEP, UnusedInsert.ROWS_OF_SEVERAL));

    /** Says whose file it is, so that no other program's is taken for ours: the letters Slui. */
    private static final int APPLICATION_ID = 0x536c7569;

    private final List<String> steps;

    Schema(List<String> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Takes the steps that are missing, each in a transaction of its own; refuses a file that is not ours. */
    void bring(Connection connection, Path file) throws SQLException {
        int version = check(connection, file);
        for (int step = version; step < steps.size(); step++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                // Unlike execute, this takes several statements.
                statement.executeUpdate(steps.get(step));
                statement.execute("PRAGMA application_id = " + APPLICATION_ID);
                statement.execute("PRAGMA user_version = " + (step + 1));
                statement.execute("COMMIT");
            }
        }
    }

    /** Refuses a file that is not ours, or newer than this version; the steps that it has taken. */
    int check(Connection connection, Path file) throws SQLException {
        int version = number(connection, "PRAGMA user_version");
        int application = number(connection, "PRAGMA application_id");
        boolean empty = number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (application != APPLICATION_ID && !(empty && application == 0 && version == 0)) {
            throw new StoreException(file + " is another program's database: set store.path to a file of its own");
        }
        if (version > steps.size()) {
            throw new StoreException(file + " was written by a newer version of the gateway (schema " + version
                    + "; this one knows " + steps.size() + "): run that version, or restore a backup");
        }
        return version;
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getInt(1);
        }
    }
}
