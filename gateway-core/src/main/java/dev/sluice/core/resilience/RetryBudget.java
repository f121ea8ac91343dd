package dev.sluice.core.resilience;

import dev.sluice.core.time.Ticker;

/**
 * Bounds a provider's retries to a share of the requests to it, over a sliding minute, so that an outage is not
 * multiplied. {@link #FREE} retries a minute are always granted, so that little traffic can retry, too. Thread-safe:
 * event loops share it; a request is one atomic step, a retry takes a lock.
 */
public final class RetryBudget {

    /** Retries a minute that are granted whatever the traffic. */
    public static final int FREE = 10;

    private final double share;
    private final SlidingMinute requests;
    private final SlidingMinute retries;

    /** @param share retries for each request */
    public RetryBudget(double share, Ticker ticker) {
        this.share = share;
        this.requests = new SlidingMinute(ticker);
        this.retries = new SlidingMinute(ticker);
    }

    /** A request has come to the provider for the first time. */
    public void request() {
        requests.add();
    }

    /** Takes one retry out of the budget; false when there is none. */
    public synchronized boolean tryRetry() {
        if (retries.sum() + 1 > share * requests.sum() + FREE) {
            return false;
        }
        retries.add();
        return true;
    }
}
