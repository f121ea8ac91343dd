package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books without files, for a ledger that ends with the process: what is settled waits in a bounded queue for a thread
 * that passes it on. Thread-safe.
 */
public final class PassingBooks implements Bookkeeping, Book {

    private static final Logger LOG = LoggerFactory.getLogger(PassingBooks.class);
    private static final int MOST_WAITING = 100_000;
    private static final int BATCH = 4096;
    private static final long CLOSE_MILLIS = 10_000;
    private static final long PAUSE_MILLIS = 50;

    private final Ledger ledger;
    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile boolean closing;

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
        return null;
    }

    @Override
    public boolean reserved(Entry bound) {
        return true;
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
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            List<Entry> batch = new ArrayList<>();
            while (!closing || !waiting.isEmpty()) {
                Entry first = waiting.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                    fold(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fold(List<Entry> batch) {
        try {
            ledger.fold(List.copyOf(batch));
        } catch (IllegalStateException e) {
            LOG.error("{} exchanges are not in the books: {}", batch.size(), e.getMessage());
        }
    }
}
