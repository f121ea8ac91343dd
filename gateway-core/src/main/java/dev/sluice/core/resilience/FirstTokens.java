package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;

/**
 * The times to first token of a route, and when a stream's is late enough for a second attempt. Thread-safe: event
 * loops share it.
 */
public final class FirstTokens {

    public FirstTokens(Ticker ticker) {
        throw new UnsupportedOperationException();
    }

    /** A stream begins. */
    public void begun() {
        throw new UnsupportedOperationException();
    }

    /** A stream's first output came after so long. */
    public void arrived(long nanos) {
        throw new UnsupportedOperationException();
    }

    /** When a stream is late, in nanoseconds; -1 when too little is known, or hedging is off. */
    public long lateAfterNanos(ResilienceSettings.Hedge hedge) {
        throw new UnsupportedOperationException();
    }

    /** Takes one second attempt out of the share; false when the share is used up. */
    public boolean tryHedge(ResilienceSettings.Hedge hedge) {
        throw new UnsupportedOperationException();
    }
}
