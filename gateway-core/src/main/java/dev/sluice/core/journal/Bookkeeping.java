package dev.sluice.core.journal;

import org.jspecify.annotations.Nullable;

/** The books of all event loops. Thread-safe. */
public interface Bookkeeping extends AutoCloseable {

    /** The book of one event loop. */
    Book of(int loop);

    /** Why nothing can be written or folded at the moment, in words for the log; null while all is well. */
    @Nullable
    String trouble();

    /** Has the ledger take what there is, within bounds, and ends; blocks. */
    @Override
    void close();
}
