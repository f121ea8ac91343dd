package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The open database: its lock, its one connection, its tables. Everything blocks. Thread-safe: one call at a time. All
 * that goes wrong is a {@link StoreException} that an operator understands.
 */
final class Database implements AutoCloseable {

    private static final int BUSY_READ_MILLIS = 5_000;
    private static final int CACHE_KIB = 32 * 1024;
    private static final int CHECKPOINT_PAGES = 4_000;

    private final Path file;
    private final StoreLock lock;
    private final Connection connection;
    private @Nullable Tables tables;
    private final AtomicInteger asking = new AtomicInteger();
    private volatile boolean closed;

    private Database(Path file, StoreLock lock, Connection connection) throws SQLException {
        this.file = file;
        this.lock = lock;
        this.connection = connection;
        this.tables = new Tables(connection);
    }

    /** The tables with their prepared statements. */
    private record Tables(KeyTable keys, AccountTable accounts, ResponseTable homes, LedgerTables ledger)
            implements AutoCloseable {

        Tables(Connection connection) throws SQLException {
            this(
                    new KeyTable(connection),
                    new AccountTable(connection),
                    new ResponseTable(connection),
                    new LedgerTables(connection));
        }

        @Override
        public void close() throws SQLException {
            try (keys;
                    accounts;
                    homes) {
                ledger.close();
            }
        }
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
        // One call at a time is seen to here: SQLite need not lock for each parameter once more.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
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
            // Balances and sums are changed all over their tables: they should be in memory.
            statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
            // Half of the writing is spared where pages change often between two checkpoints.
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        }
    }

    Path file() {
        return file;
    }

    /** The one, and those on which something is asked that may take long. */
    int connections() {
        return (closed ? 0 : 1) + asking.get();
    }

    /** All rows of keys, in the order in which they were first saved. */
    synchronized List<StoredKey> keys() {
        requireOpen();
        try {
            return tables().keys().all();
        } catch (SQLException e) {
            dropTables(e);
            throw StoreFile.explain(file, "cannot be read", e);
        }
    }

    /** All rows of accounts. */
    synchronized List<StoredAccount> accounts() {
        requireOpen();
        try {
            return tables().accounts().all();
        } catch (SQLException e) {
            dropTables(e);
            throw StoreFile.explain(file, "cannot be read", e);
        }
    }

    /** Makes the changes in one transaction, and returns when it is committed. */
    synchronized void write(WriteQueue.Batch batch) {
        transact(now -> {
            now.keys().write(batch.keySteps());
            for (CheckedWrite<AccountChange, AccountConflict> write : batch.accounts()) {
                now.accounts().write(write);
            }
            now.homes().write(batch);
            return batch;
        });
    }

    /** Something that is done with some of the tables. */
    @FunctionalInterface
    interface Work<A, R> {
        R with(A tables) throws SQLException;
    }

    /** Changes the ledger in one transaction, and returns when it is committed. */
    synchronized <R> R change(Work<LedgerTables, R> work) {
        return transact(now -> work.with(now.ledger()));
    }

    /** Reads what is soon read of the ledger. */
    synchronized <R> R read(Work<LedgerTables, R> work) {
        requireOpen();
        try {
            return work.with(tables().ledger());
        } catch (SQLException e) {
            dropTables(e);
            throw StoreFile.explain(file, "cannot be read", e);
        }
    }

    /** Asks what may take long, on a connection of its own, which sees the file as it is when it begins. */
    <R> R ask(Work<UsageTable, R> work) {
        synchronized (this) {
            requireOpen();
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_READ_MILLIS);
        asking.incrementAndGet();
        try (Connection reading = StoreFile.connect(file, config)) {
            return work.with(new UsageTable(reading));
        } catch (SQLException e) {
            throw StoreFile.explain(file, "cannot be read", e);
        } finally {
            asking.decrementAndGet();
        }
    }

    /** Where a response lives. */
    synchronized Optional<ResponseHome> home(ResponseHome.Id id) {
        requireOpen();
        try {
            return tables().homes().find(id);
        } catch (SQLException e) {
            dropTables(e);
            throw StoreFile.explain(file, "cannot be read", e);
        }
    }

    /** Where all responses live. */
    synchronized List<ResponseHome> homes() {
        requireOpen();
        try {
            return tables().homes().all();
        } catch (SQLException e) {
            dropTables(e);
            throw StoreFile.explain(file, "cannot be read", e);
        }
    }

    private <R> R transact(Work<Tables, R> work) {
        requireOpen();
        try {
            execute("BEGIN IMMEDIATE");
            try {
                R result = work.with(tables());
                execute("COMMIT");
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(e);
                dropTables(e);
                throw e;
            }
        } catch (SQLException e) {
            throw StoreFile.explain(file, "cannot be written", e);
        }
    }

    /** Some failures have ended the transaction already: then this one says so, and that is all. */
    private void rollBack(Exception cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private Tables tables() throws SQLException {
        Tables now = tables;
        if (now == null) {
            now = new Tables(connection);
            tables = now;
        }
        return now;
    }

    /**
     * The driver ends a prepared statement for good when the disk is full or fails: the next change makes them anew.
     */
    private void dropTables(Exception cause) {
        Tables broken = tables;
        tables = null;
        try {
            if (broken != null) {
                broken.close();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    void execute(String sql) throws SQLException {
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
        Tables last = tables;
        try (lock;
                connection;
                last;
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
