package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * The right to write a database, or the journals in its place, which one process has at a time; the system takes it
 * back when the process dies. It is SQLite's exclusive lock on an empty file beside the database, and not Java's
 * {@code FileLock}: with that, on POSIX, one more attempt in the same process would give the lock away, when it closes
 * the file.
 */
public final class StoreLock implements AutoCloseable {

    private final Path file;
    private final Connection connection;

    private StoreLock(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** @throws StoreException when another has it */
    public static StoreLock take(Path database) {
        Path file = StoreFile.prepare(database.resolveSibling(database.getFileName() + ".lock"));
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        Connection connection = StoreFile.connect(file, config);
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            return new StoreLock(file, connection);
        } catch (SQLException e) {
            StoreException explained = StoreFile.isLocked(e)
                    ? new StoreException(
                            database + " is in use: another gateway, or a command, has " + file
                                    + " locked. Stop it, or set store.path to another file: each gateway needs its own",
                            e)
                    : StoreFile.explain(file, "cannot be locked", e);
            StoreFile.close(connection, explained);
            throw explained;
        }
    }

    /** Gives it back because of what went wrong meanwhile. */
    void release(StoreException cause) {
        StoreFile.close(connection, cause);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreFile.explain(file, "cannot be unlocked", e);
        }
    }
}
