package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * The open database: its lock, its one connection, its tables. Everything blocks. Thread-safe: one call at a time. All
 * that goes wrong is a {@link StoreException} that an operator understands.
 */
final class Database implements AutoCloseable {

    private final Path file;
    private final StoreLock lock;
    private final Connection connection;
    private final KeyTable keys;
    private final AccountTable accounts;
    private final ResponseTable homes;
    private boolean closed;

    private Database(Path file, StoreLock lock, Connection connection) throws SQLException {
        this.file = file;
        this.lock = lock;
        this.connection = connection;
        this.keys = new KeyTable(connection);
        this.accounts = new AccountTable(connection);
        this.homes = new ResponseTable(connection);
    }

    /**
     * Opens the file, or makes it.
     *
     * @param busyMillis how long a write waits for another program that has the database locked
     */
    static Database open(Path path, Synchronous synchronous, int busyMillis) {
        Path file = StoreFile.prepare(path);
        StoreLock lock = StoreLock.take(file);
        try {
            return open(file, lock, synchronous, busyMillis);
        } catch (StoreException e) {
            lock.release(e);
            throw e;
        }
    }

    private static Database open(Path file, StoreLock lock, Synchronous synchronous, int busyMillis) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(busyMillis);
        Connection connection = StoreFile.connect(file, config);
        try {
            // First, or the next steps would already change what may be another program's.
            Schema.CURRENT.check(connection, file);
            setUp(connection, file, synchronous);
            Schema.CURRENT.bring(connection, file);
            return new Database(file, lock, connection);
        } catch (SQLException e) {
            StoreException explained = StoreFile.explain(file, "cannot be opened", e);
            StoreFile.close(connection, explained);
            throw explained;
        } catch (StoreException e) {
            StoreFile.close(connection, e);
            throw e;
        }
    }

    private static void setUp(Connection connection, Path file, Synchronous synchronous) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
                if (!mode.getString(1).equals("wal")) {
                    throw new StoreException(file + " is on a file system that has no shared memory, so that it"
                            + " cannot have a write-ahead log: set store.path to a local disk");
                }
            }
            statement.execute("PRAGMA synchronous = " + synchronous);
            // What was deleted or encrypted anew must not be left in free pages.
            statement.execute("PRAGMA secure_delete = ON");
        }
    }

    Path file() {
        return file;
    }

    /** All rows of keys, in the order in which they were first saved. */
    synchronized List<StoredKey> keys() {
        requireOpen();
        try {
            return keys.all();
        } catch (SQLException e) {
            throw StoreFile.explain(file, "cannot be read", e);
        }
    }

    /** All rows of accounts. */
    synchronized List<StoredAccount> accounts() {
        requireOpen();
        try {
            return accounts.all();
        } catch (SQLException e) {
            throw StoreFile.explain(file, "cannot be read", e);
        }
    }

    /** Makes the changes in one transaction, and returns when it is committed. */
    synchronized void write(WriteQueue.Batch batch) {
        requireOpen();
        try {
            transact(batch);
        } catch (SQLException e) {
            throw StoreFile.explain(file, "cannot be written", e);
        }
    }

    /** Where a response lives. */
    synchronized Optional<ResponseHome> home(ResponseHome.Id id) {
        requireOpen();
        try {
            return homes.find(id);
        } catch (SQLException e) {
            throw StoreFile.explain(file, "cannot be read", e);
        }
    }

    private void transact(WriteQueue.Batch batch) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            keys.write(batch.keys());
            accounts.write(batch.accounts());
            homes.write(batch);
            execute("COMMIT");
        } catch (SQLException e) {
            rollBack(e);
            throw e;
        }
    }

    /** Some failures have ended the transaction already: then this one says so, and that is all. */
    private void rollBack(SQLException cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Leaves one file: the write-ahead log is folded into it. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                connection;
                keys;
                accounts;
                homes;
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw StoreFile.explain(file, "cannot be closed in order", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException("the store is closed");
        }
    }
}
