package dev.sluice.core.resilience;

/**
 * The circuit breaker of one model at one provider. Every permit is recorded exactly once; a permit names the period in
 * which it was given, so that an attempt that outlives its period neither counts in the next one nor frees a place
 * there. Thread-safe: event loops share it.
 */
public final class Breaker {

    /** Told of a transition, on whatever thread made it; must not block. */
    @FunctionalInterface
    public interface Observer {
        void changed(BreakerState from, BreakerState to);
    }

    /** What {@link #tryAcquire} gives instead of a permit. */
    public static final long REFUSED = 0;

    public Breaker(ResilienceSettings.Breaker settings, Observer observer) {
        throw new UnsupportedOperationException();
    }

    /**
     * Asks whether an attempt may be made.
     *
     * @return a permit, which must be recorded once, by one of the three records; {@link #REFUSED} when it may not
     */
    public long tryAcquire() {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #tryAcquire} may say yes now; takes nothing. */
    public boolean mayPass() {
        throw new UnsupportedOperationException();
    }

    /** The provider answered, be it that the request was wrong. */
    public void succeeded(long permit) {
        throw new UnsupportedOperationException();
    }

    public void failed(long permit) {
        throw new UnsupportedOperationException();
    }

    /** The attempt was given up before it showed anything: in half-open state a failure, else nothing. */
    public void abandoned(long permit) {
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
