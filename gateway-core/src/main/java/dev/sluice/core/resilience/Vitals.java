package dev.sluice.core.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is known of one model at one provider: its breaker, its health, the attempts under way. It lives as long as the
 * process, over reloads. Thread-safe: event loops share it.
 */
public final class Vitals {

    private final int provider;
    private final int model;
    private final Breaker breaker;
    private final Health health;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean probeFailed;

    /**
     * @param provider number in {@code Identities.providers}
     * @param model number of the provider's own name of the model in {@code Identities.models}
     */
    public Vitals(int provider, int model, Breaker breaker, Health health) {
        this.provider = provider;
        this.model = model;
        this.breaker = breaker;
        this.health = health;
    }

    public int provider() {
        return provider;
    }

    public int model() {
        return model;
    }

    public Breaker breaker() {
        return breaker;
    }

    public Health health() {
        return health;
    }

    /** Attempts under way. */
    public AtomicInteger inFlight() {
        return inFlight;
    }

    /** Whether the newest active probe failed; false where there are none. */
    public boolean probeFailed() {
        return probeFailed;
    }

    /** The newest active probe answered. */
    public void probeSucceeded() {
        probeFailed = false;
    }

    /** The newest active probe failed. */
    public void probeDidFail() {
        probeFailed = true;
    }

    /** Whether attempts may be made: the breaker lets them through, and no probe says otherwise. */
    public boolean available() {
        return !probeFailed && breaker.mayPass();
    }
}
