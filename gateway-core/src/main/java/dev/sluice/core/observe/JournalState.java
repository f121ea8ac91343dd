package dev.sluice.core.observe;

/** How the journals of exchanges do, pulled at a scrape from any thread; never blocks. */
public interface JournalState {

    /** Entries that have gone into the ledger in this life of the process. */
    long folded();

    /** Entries that were settled and have not gone into the ledger yet. */
    long behind();

    /** Whether something is in the way of writing or folding at the moment. */
    boolean troubled();
}
