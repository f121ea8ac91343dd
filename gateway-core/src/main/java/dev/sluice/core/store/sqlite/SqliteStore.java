package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.Complaints;
import dev.sluice.core.store.Moved;
import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.QueryListener.Table;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.time.Ticker;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in one SQLite file: write-ahead log, one writer thread with group commit (what comes while a transaction is
 * under way shares the next), an exclusive lock on a file beside it. Thread-safe.
 */
public final class SqliteStore implements Moved.Place {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);
    private static final int MAX_WAITING_ROWS = 100_000;
    private static final int MAX_WAITING_READS = 10_000;
    private static final int BUSY_MILLIS = 5_000;
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final Database database;
    private final SqliteLedger ledger;
    private final Queries queries;
    private final Complaints complaints;
    private final WriteQueue queue = new WriteQueue(MAX_WAITING_ROWS);
    private final Thread writer = new Thread(this::run, "store");

    /** What waits for it is bounded: whoever asks has a deadline, and would not wait longer. */
    private final ThreadPoolExecutor reader = new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MAX_WAITING_READS), SqliteStore::readerThread);

    private SqliteStore(Database database, Queries queries) {
        this.database = database;
        this.queries = queries;
        this.ledger = new SqliteLedger(database, queries);
        this.complaints = new Complaints(queries.ticker());
    }

    /**
     * Opens the file, or makes it, and starts the writer; blocks.
     *
     * @throws StoreException when it is in use, damaged, newer than this version, no database, or cannot be written
     */
    public static SqliteStore open(Path file, Synchronous synchronous, Ticker ticker) {
        return open(file, synchronous, ticker, QueryListener.SILENT);
    }

    /**
     * As {@link #open(Path, Synchronous, Ticker)}.
     *
     * @param listener told of all that is asked of the database from now on
     */
    public static SqliteStore open(Path file, Synchronous synchronous, Ticker ticker, QueryListener listener) {
        return start(Database.open(file, synchronous, BUSY_MILLIS), new Queries(ticker, listener));
    }

    static SqliteStore start(Database database, Ticker ticker) {
        return start(database, new Queries(ticker, QueryListener.SILENT));
    }

    private static SqliteStore start(Database database, Queries queries) {
        SqliteStore store = new SqliteStore(database, queries);
        store.writer.setDaemon(true);
        store.writer.start();
        return store;
    }

    @Override
    public List<StoredKey> providerKeys() {
        return queries.select(Table.PROVIDER_KEYS, database::keys);
    }

    @Override
    public CompletionStage<Void> saveProviderKeys(List<StoredKey> keys) {
        return queue.save(keys);
    }

    @Override
    public CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> keys) {
        return queue.changeKeys(keys);
    }

    @Override
    public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys) {
        return queue.drop(keys);
    }

    @Override
    public List<StoredAccount> accounts() {
        return queries.select(Table.ACCOUNTS, database::accounts);
    }

    @Override
    public CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes) {
        return queue.changeAccounts(changes);
    }

    @Override
    public CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> queries.select(Table.RESPONSES, () -> database.home(id)), reader);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(
                    new StoreException("the store is closed, or cannot keep up with what is looked up", e));
        }
    }

    @Override
    public CompletionStage<Void> saveResponseHome(ResponseHome home) {
        return queue.save(home);
    }

    @Override
    public CompletionStage<Void> forgetResponseHome(ResponseHome.Id id) {
        return queue.drop(id);
    }

    @Override
    public CompletionStage<Void> forgetResponseHomesBefore(long epochMillis) {
        return queue.dropHomesBefore(epochMillis);
    }

    @Override
    public void homes(Consumer<ResponseHome> to) {
        database.homes().forEach(to);
    }

    @Override
    public void put(Moved part) {
        database.change(tables -> {
            tables.put(part);
            return part;
        });
    }

    @Override
    public int connections() {
        return database.connections();
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public UsageRecords usage() {
        return ledger;
    }

    @Override
    public void close() {
        reader.shutdown();
        queue.close();
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            LOG.warn("{} is still being written: ending without it", database.file());
        }
    }

    private static Thread readerThread(Runnable reads) {
        Thread thread = new Thread(reads, "store-reader");
        thread.setDaemon(true);
        return thread;
    }

    private void run() {
        for (WriteQueue.Batch batch = queue.take(); batch != null; batch = queue.take()) {
            write(batch);
        }
        try {
            database.close();
        } catch (StoreException e) {
            LOG.warn(e.getMessage());
        }
    }

    private void write(WriteQueue.Batch batch) {
        long began = queries.ticker().nanoTime();
        try {
            database.write(batch);
        } catch (StoreException e) {
            complaints.failed(e);
            batch.failed(e);
            return;
        } finally {
            queries.written(batch, began);
        }
        complaints.succeeded();
        batch.succeeded();
    }
}
