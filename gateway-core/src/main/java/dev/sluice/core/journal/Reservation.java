package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;

/**
 * An exchange that is about to cost something.
 *
 * @param bound the entry that it would make if it used all that is reserved
 */
public record Reservation(Entry bound) {}
