package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;

/** Where one event loop writes what its exchanges use, on its way to the ledger. Single-writer, never blocks. */
public interface Book {

    /** Before the first byte goes to a provider. False: it cannot be written. */
    boolean reserved(Entry bound);

    /** Now and then while a long stream goes on: what it has used so far. False: it cannot be written. */
    boolean observed(Entry soFar);

    /** At the end, once. False: it cannot be written now. */
    boolean settled(Entry entry);

    /** At the end instead, where no provider was asked after all. False: it cannot be written now. */
    boolean withdrawn(Entry entry);
}
