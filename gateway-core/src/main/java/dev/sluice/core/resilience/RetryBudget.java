package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;

/**
 * Bounds a provider's retries to a share of the requests to it, over a sliding minute, so that an outage is not
 * multiplied. {@link #FREE} retries a minute are always granted, so that little traffic can retry, too. Thread-safe:
 * event loops share it.
 */
public final class RetryBudget {

    /** Retries a minute that are granted whatever the traffic. */
    public static final int FREE = 10;

    /** @param share retries for each request */
    public RetryBudget(double share, Ticker ticker) {
        throw new UnsupportedOperationException();
    }

    /** A request has come to the provider for the first time. */
    public void request() {
        throw new UnsupportedOperationException();
    }

    /** Takes one retry out of the budget; false when there is none. */
    public boolean tryRetry() {
        throw new UnsupportedOperationException();
    }
}
