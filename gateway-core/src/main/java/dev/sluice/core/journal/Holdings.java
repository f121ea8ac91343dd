package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;

/**
 * What exchanges hold elsewhere until the ledger has them: told by the journals where that never comes. Called on the
 * folding thread; quick, and thread-safe.
 */
public interface Holdings {

    /** Where nothing is held. */
    Holdings NONE = new Holdings() {

        @Override
        public void forget(Entry entry) {}

        @Override
        public boolean areDue(Entry entry) {
            return false;
        }
    };

    /** The entry never goes into the ledger: what its exchange holds is to be given back. */
    void forget(Entry entry);

    /** Whether an exchange has ended and holds something until its entry is in the ledger. */
    boolean areDue(Entry entry);
}
