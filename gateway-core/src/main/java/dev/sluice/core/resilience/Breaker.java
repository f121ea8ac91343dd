package dev.sluice.core.resilience;

/**
 * The circuit breaker of one model at one provider. Every permit is recorded exactly once. Thread-safe: event loops
 * share it.
 */
public final class Breaker {

    /** Told of a transition, on whatever thread made it; must not block. */
    @FunctionalInterface
    public interface Observer {
        void changed(BreakerState from, BreakerState to);
    }

    public Breaker(ResilienceSettings.Breaker settings, Observer observer) {
        throw new UnsupportedOperationException();
    }

    /** Whether an attempt may be made; a yes must be followed by one of the three records. */
    public boolean tryAcquire() {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #tryAcquire} may say yes now; takes nothing. */
    public boolean mayPass() {
        throw new UnsupportedOperationException();
    }

    /** The provider answered, be it that the request was wrong. */
    public void succeeded() {
        throw new UnsupportedOperationException();
    }

    public void failed() {
        throw new UnsupportedOperationException();
    }

    /** The attempt was given up before it showed anything: in half-open state a failure, else nothing. */
    public void abandoned() {
        throw new UnsupportedOperationException();
    }

    /** The state as it is now: {@link BreakerState#HALF_OPEN} as soon as a probe would be let through. */
    public BreakerState state() {
        throw new UnsupportedOperationException();
    }

    /** Nanoseconds until a probe is let through; 0 when it is not open. */
    public long opensForNanos() {
        throw new UnsupportedOperationException();
    }

    /** Closes it, whatever it was. */
    public void reset() {
        throw new UnsupportedOperationException();
    }
}
