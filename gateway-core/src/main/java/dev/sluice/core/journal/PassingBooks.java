package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books without files, for a ledger that ends with the process: what is settled waits in a bounded queue for a thread
 * that passes it on, and tries again what the ledger refuses. While the queue is full nothing new is to be begun.
 * Thread-safe.
 */
public final class PassingBooks implements Bookkeeping, Book {

    private static final Logger LOG = LoggerFactory.getLogger(PassingBooks.class);
    private static final int MOST_WAITING = 100_000;
    private static final int BATCH = 4096;
    private static final long CLOSE_MILLIS = 10_000;
    private static final long PAUSE_NANOS = 50_000_000;
    private static final long RETRY_NANOS = 500_000_000;

    private final Ledger ledger;
    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable String refused;

    public PassingBooks(Ledger ledger) {
        this.ledger = ledger;
        this.thread = new Thread(this::run, "sluice-books");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Book of(int loop) {
        return this;
    }

    @Override
    public @Nullable String trouble() {
        String why = refused;
        return why == null && isFull() ? MOST_WAITING + " exchanges wait to get into the ledger" : why;
    }

    @Override
    public boolean reserved(Entry bound) {
        return !isFull();
    }

    @Override
    public boolean observed(Entry soFar) {
        return true;
    }

    @Override
    public boolean settled(Entry entry) {
        return waiting.offer(entry);
    }

    @Override
    public boolean withdrawn(Entry entry) {
        return true;
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isFull() {
        return waiting.remainingCapacity() == 0;
    }

    private void run() {
        List<Entry> batch = next();
        while (!closing || !batch.isEmpty() || !waiting.isEmpty()) {
            if (batch.isEmpty() || fold(batch)) {
                batch = next();
            } else if (closing) {
                LOG.error("{} exchanges are not in the books", batch.size() + waiting.size());
                return;
            } else {
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    /**
     * What has been settled; nothing, after a pause, when that is nothing. Not woken by what comes: who settles would
     * have to pay for that each time.
     */
    private List<Entry> next() {
        List<Entry> batch = new ArrayList<>();
        if (waiting.drainTo(batch, BATCH) < BATCH && !closing) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        return batch;
    }

    private boolean fold(List<Entry> batch) {
        try {
            ledger.fold(List.copyOf(batch));
        } catch (IllegalStateException e) {
            if (refused == null) {
                LOG.error("exchanges cannot be kept: {}; it is tried again and again", e.getMessage());
            }
            refused = String.valueOf(e.getMessage());
            return false;
        }
        if (refused != null) {
            LOG.warn("exchanges are kept again");
        }
        refused = null;
        return true;
    }
}
