package dev.sluice.netty.relay;

import dev.sluice.core.request.Usage;

/**
 * How far an answer may go. A relay asks it behind each event with output, once the client sees the answer, and ends it
 * there in the client's own words when it has come so far. Lives on the exchange's event loop.
 */
public interface Bound {

    /** Whether the answer must end behind the event that passed last. */
    boolean reached();

    /** All that was used, as far as it is known; for the client. */
    Usage used();

    /** The answer's end is written, and the client gets no more of it. The provider's need not go on. */
    void truncated();
}
