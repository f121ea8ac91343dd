package dev.sluice.core.ledger;

import java.util.List;

/**
 * The port to what is kept of exchanges: entries, each once whatever is repeated, and the sums that follow from them.
 * Blocks: called by the folding thread and by management, never by an event loop. Thread-safe.
 */
public interface Ledger {

    /**
     * Adds entries, in one transaction with how far their journal has been read. An entry whose id is there already
     * adds nothing.
     *
     * @param journal the journal's name
     * @param position how far it has been read with these
     */
    void fold(String journal, long position, List<Entry> entries);

    /** How far a journal has been read; 0 where it never was. */
    long position(String journal);
}
