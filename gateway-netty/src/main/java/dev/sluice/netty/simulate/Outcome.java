package dev.sluice.netty.simulate;

import java.util.Locale;

/** How a request ended; each counted request has exactly one. */
enum Outcome {
    /** Answered to its end. */
    ANSWERED,
    /** Refused by the simulated provider itself: no such path, no such key, bad JSON, a bad script. */
    REFUSED,
    /** Failed as the script said. */
    FAULTED,
    /** The client went first. */
    ABANDONED,
    /** One of the provider's own {@code /_sim} pages, or not HTTP at all; not counted. */
    OBSERVED;

    /** The word for it in the ledger. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
