package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;

/**
 * One record of a journal.
 *
 * @param entry what is reserved, was observed, or is settled
 */
@SuppressWarnings("AvoidCommonTypeNames") // The word for it, and of this package alone.
record Record(Kind kind, Entry entry) {

    /** What a record says. */
    enum Kind {
        /** Before the first byte goes to a provider: an exchange that is about to cost something. */
        RESERVED,
        /** While it goes on: what it has used so far. */
        OBSERVED,
        /** At its end: what it used. What was reserved and observed counts no more. */
        SETTLED,
        /** No provider was asked after all: what was reserved counts for nothing, and nothing goes into the ledger. */
        WITHDRAWN
    }
}
