package dev.sluice.netty.exchange;

import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.OutputLengths;
import dev.sluice.core.journal.Bookkeeping;

/**
 * What limits and charges exchanges: one for all event loops. Thread-safe, as its parts are.
 *
 * @param books where what is used is written, an event loop's own each
 */
public record Accounting(Gates gates, Bookkeeping books, OutputLengths lengths) {

    public Accounting(Gates gates, Bookkeeping books) {
        this(gates, books, new OutputLengths());
    }
}
