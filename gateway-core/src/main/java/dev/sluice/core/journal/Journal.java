package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;

/**
 * One event loop's journal. Single-writer: that loop; what is written is read by the folding thread. Nothing here
 * blocks or makes a system call but the change to another segment, which is made ready beforehand.
 */
public final class Journal {

    /** Before the first byte goes to a provider. False: it cannot be written (disk full, read-only, folding behind). */
    public boolean reserved(Reservation reservation) {
        throw new UnsupportedOperationException();
    }

    /** Now and then while a long stream goes on: what it has used so far. */
    public boolean observed(Entry soFar) {
        throw new UnsupportedOperationException();
    }

    /** At the end, once. What was reserved counts no more. */
    public boolean settled(Entry entry) {
        throw new UnsupportedOperationException();
    }
}
