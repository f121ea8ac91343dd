package dev.sluice.core.store.sqlite;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.ResponseCache;
import dev.sluice.core.cache.kept.Backlog;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.time.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Exact answers that survive a restart, in a file beside the store: written behind, a little at a time, and read back
 * into the memory at the start. There is nothing to ask it for. When the file fails it is done without, and tried again
 * later. Thread-safe; a thread of its own.
 */
public final class SqliteAnswers implements DistantCache, AutoCloseable {

    private static final int MOST_WAITING = 2_000;
    private static final long MOST_WAITING_BYTES = 32L * 1024 * 1024;
    private static final long PAUSE_MILLIS = 20;
    private static final long TIDY_SECONDS = 60;
    private static final Duration AT_THE_END = Duration.ofSeconds(10);

    private final AnswerKeeper keeper;
    private final Duration patience;
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, SqliteAnswers::thread);

    /** What is to be kept, since it was told to keep answers; null: nothing is. */
    private volatile @Nullable Backlog waiting;

    /** What is written: {@link #waiting}, as soon as the file is there for it. Its thread's own. */
    private @Nullable Backlog written;

    /** Its thread's own: whether the next piece is about to be read. */
    private boolean reading;

    /**
     * Keeps nothing until it is told to.
     *
     * @param store the store's file, which is locked by this process
     * @param hand where answers go that were kept
     */
    public SqliteAnswers(Path store, ResponseCache hand, Clock clock, Ticker ticker) {
        this(store, hand, clock, ticker, AT_THE_END);
    }

    /** @param patience for how long the end waits for what is still to be written */
    SqliteAnswers(Path store, ResponseCache hand, Clock clock, Ticker ticker, Duration patience) {
        this.patience = patience;
        this.keeper = new AnswerKeeper(AnswerFile.beside(store), AnswerFile::open, hand, clock, ticker);
        thread.scheduleWithFixedDelay(this::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
    }

    /** A configuration is in force: begins to read and to write, or removes what there is. One thread at a time. */
    public void apply(@Nullable CacheSettings settings) {
        CacheSettings.Exact exact = settings == null ? null : settings.exact();
        if (exact != null && exact.keep()) {
            Backlog kept = Objects.requireNonNullElseGet(waiting, SqliteAnswers::backlog);
            waiting = kept;
            thread.execute(() -> begin(kept, exact.maxBytes()));
        } else {
            waiting = null;
            thread.execute(this::end);
        }
    }

    /** What came before belongs to a file that has gone: it is another backlog, and is never looked at again. */
    private static Backlog backlog() {
        return new Backlog(MOST_WAITING, MOST_WAITING_BYTES);
    }

    private void begin(Backlog kept, long mostBytes) {
        keeper.begin(mostBytes);
        written = kept;
        if (!kept.isEmpty()) {
            writeSoon();
        }
        readOn();
    }

    private void end() {
        written = null;
        keeper.end();
    }

    /** What is yet to be read, as all is in a file that could not be opened before. */
    private void readOn() {
        if (!reading) {
            read();
        }
    }

    /** In pieces, so that what is purged meanwhile need not wait. */
    private void read() {
        reading = false;
        if (keeper.readOn()) {
            thread.execute(this::read);
            reading = true;
        }
    }

    @Override
    public CacheKind kind() {
        return CacheKind.EXACT;
    }

    /** What it has is at hand. */
    @Override
    public boolean takes(Question question, CacheSettings settings) {
        return false;
    }

    @Override
    public long deadlineNanos(CacheSettings settings) {
        return 0;
    }

    @Override
    public CompletionStage<Optional<Found>> find(Question question, long maxAgeMillis) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    /** What is more than there is room for is not kept. */
    @Override
    public void store(Question question, Entry entry, Controls controls, CacheSettings settings) {
        Backlog to = waiting;
        if (to != null && settings.keepsExactly(question) && to.add(entry)) {
            writeSoon();
        }
    }

    private void writeSoon() {
        if (due.compareAndSet(false, true)) {
            try {
                thread.schedule(this::write, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                due.set(false);
            }
        }
    }

    /** A batch, and then a pause: whatever else needs the disk has it for most of the time. */
    private void write() {
        due.set(false);
        Backlog from = written;
        if (from != null) {
            keeper.write(from);
            if (!from.isEmpty()) {
                writeSoon();
            }
            readOn();
        }
    }

    /** In pieces, as it is read. */
    private void tidy() {
        if (keeper.tidy()) {
            thread.execute(this::tidy);
        }
        readOn();
    }

    @Override
    public CompletionStage<Long> purge(Purge which) {
        Backlog in = waiting;
        if (in != null) {
            in.drop(which);
        }
        try {
            return CompletableFuture.supplyAsync(() -> keeper.purge(which), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(new StoreException("the store is closed", e));
        }
    }

    @Override
    public CacheLevel level() {
        return new CacheLevel(CacheKind.EXACT, 0, 0, 0, 0, keeper.corrupt());
    }

    /** Writes what waits, within bounds, and ends; blocks. */
    @Override
    public void close() {
        waiting = null;
        if (thread.isShutdown()) {
            return;
        }
        thread.execute(this::writeAll);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        Backlog last = written;
        written = null;
        while (last != null && !last.isEmpty()) {
            keeper.write(last);
        }
        keeper.close();
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "kept-answers");
        thread.setDaemon(true);
        return thread;
    }
}
