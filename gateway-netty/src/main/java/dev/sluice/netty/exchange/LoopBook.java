package dev.sluice.netty.exchange;

import dev.sluice.core.journal.Book;
import dev.sluice.core.ledger.Entry;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's book. What an exchange used and cannot be written at its end waits, within bounds, and is written
 * when that goes again. Only that loop touches it.
 */
final class LoopBook {

    private static final Logger LOG = LoggerFactory.getLogger(LoopBook.class);
    private static final int MOST_WAITING = 50_000;
    private static final long RETRY_MILLIS = 50;

    private final Book book;
    private final EventExecutor loop;
    private final Consumer<Entry> lost;
    private final Deque<Ending> waiting = new ArrayDeque<>();
    private boolean losing;

    /** @param lost is told of what will never be in the books */
    LoopBook(Book book, EventExecutor loop, Consumer<Entry> lost) {
        this.book = book;
        this.loop = loop;
        this.lost = lost;
    }

    /** Whether it is written what an exchange may use at the most. */
    boolean reserved(Entry bound) {
        return book.reserved(bound);
    }

    /** What an exchange has used so far; not being able to write it is no harm: more will come. */
    boolean observed(Entry soFar) {
        return book.observed(soFar);
    }

    void settled(Entry entry) {
        write(new Ending(entry, Book::settled));
    }

    /** No provider was asked after all. */
    void withdrawn(Entry entry) {
        write(new Ending(entry, Book::withdrawn));
    }

    private void write(Ending ending) {
        if (!waiting.isEmpty() || !ending.isWritten(book)) {
            later(ending);
        }
    }

    private void later(Ending ending) {
        if (waiting.size() >= MOST_WAITING) {
            if (!losing) {
                LOG.error("exchanges are not in the books, for too many wait to be written");
            }
            losing = true;
            lost.accept(ending.entry());
            return;
        }
        waiting.add(ending);
        if (waiting.size() == 1) {
            loop.schedule(this::again, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void again() {
        while (!waiting.isEmpty() && waiting.getFirst().isWritten(book)) {
            waiting.removeFirst();
        }
        losing &= !waiting.isEmpty();
        if (!waiting.isEmpty()) {
            loop.schedule(this::again, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** How an exchange ended, on its way into the book. */
    private record Ending(Entry entry, BiPredicate<Book, Entry> way) {

        boolean isWritten(Book book) {
            return way.test(book, entry);
        }
    }
}
