package dev.sluice.core.resilience;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerBuilder;
import java.time.Duration;

/**
 * The circuit breaker of one model at one provider. Every permit is recorded exactly once; a permit names the period in
 * which it was given, so that an attempt that outlives its period neither counts in the next one nor frees a place
 * there. Counting and timing are Failsafe's, which knows no periods. Thread-safe: event loops share it; while closed,
 * asking is one read, and recording takes a lock for some nanoseconds.
 */
public final class Breaker {

    /** Told of a transition, on whatever thread made it; must not block. */
    @FunctionalInterface
    public interface Observer {
        void changed(BreakerState from, BreakerState to);
    }

    /** What {@link #tryAcquire} gives instead of a permit. */
    public static final long REFUSED = 0;

    /** From one transition to the next. */
    private record Period(BreakerState state, long permit) {

        Period next(BreakerState state) {
            return new Period(state, permit + 1);
        }
    }

    private final CircuitBreaker<Object> circuit;
    private final Runnable success;
    private final Runnable failure;
    private final Observer observer;
    private final int probes;
    private final Object lock = new Object();

    /** Written under the lock, as is whatever changes Failsafe's state. */
    private volatile Period period = new Period(BreakerState.CLOSED, REFUSED + 1);

    /** Probes let through in this half-open period. */
    private volatile int probing;

    /** Probes of this half-open period that were let through, and not made. */
    private int spare;

    public Breaker(ResilienceSettings.Breaker settings, Observer observer) {
        this.circuit = circuit(settings);
        this.success = circuit::recordSuccess;
        this.failure = circuit::recordFailure;
        this.observer = observer;
        this.probes = settings.halfOpenProbes();
    }

    private static CircuitBreaker<Object> circuit(ResilienceSettings.Breaker settings) {
        CircuitBreakerBuilder<Object> builder = CircuitBreaker.builder()
                .withDelay(Duration.ofNanos(settings.openNanos()))
                .withSuccessThreshold(settings.halfOpenProbes());
        return settings.of() > 0
                ? builder.withFailureRateThreshold(
                                percent(settings), attempts(settings), Duration.ofNanos(settings.windowNanos()))
                        .build()
                : builder.withFailureThreshold(settings.failures()).build();
    }

    private static int percent(ResilienceSettings.Breaker settings) {
        return (int) Math.max(1, Math.min(100, Math.round(settings.failureRate() * 100)));
    }

    /** So many that one failure among them, rounded to whole per cent as Failsafe does, stays below the rate. */
    private static int attempts(ResilienceSettings.Breaker settings) {
        return Math.max(settings.of(), (int) (100 / (percent(settings) - 0.5)) + 1);
    }

    /**
     * Asks whether an attempt may be made.
     *
     * @return a permit, which must be recorded once, by one of the three records, or returned; {@link #REFUSED} when it
     *     may not
     */
    public long tryAcquire() {
        Period now = period;
        if (now.state() == BreakerState.CLOSED) {
            return now.permit();
        }
        return mayPass() ? tryProbe() : REFUSED;
    }

    private long tryProbe() {
        Period before;
        Period after;
        synchronized (lock) {
            before = period;
            if (before.state() == BreakerState.CLOSED) {
                return before.permit();
            }
            if (!mayPass() || !takeProbe()) {
                return REFUSED;
            }
            after = follow();
            probing++;
        }
        tell(before, after);
        return after.permit();
    }

    /** Failsafe takes none back. */
    private boolean takeProbe() {
        if (spare > 0) {
            spare--;
            return true;
        }
        return circuit.tryAcquirePermit();
    }

    /** Whether {@link #tryAcquire} may say yes now; takes nothing. */
    public boolean mayPass() {
        return switch (period.state()) {
            case CLOSED -> true;
            case HALF_OPEN -> probing < probes;
            case OPEN -> circuit.getRemainingDelay().isZero();
        };
    }

    /** The provider answered, be it that the request was wrong. */
    public void succeeded(long permit) {
        record(permit, success);
    }

    public void failed(long permit) {
        record(permit, failure);
    }

    private void record(long permit, Runnable outcome) {
        Period before;
        Period after;
        synchronized (lock) {
            before = period;
            if (before.permit() != permit) {
                return;
            }
            outcome.run();
            after = follow();
        }
        tell(before, after);
    }

    /** The attempt was given up before it showed anything: in half-open state a failure, else nothing. */
    public void abandoned(long permit) {
        Period now = period;
        if (now.state() == BreakerState.HALF_OPEN && now.permit() == permit) {
            failed(permit);
        }
    }

    /** The attempt was not even begun: another one may be made instead. */
    public void returned(long permit) {
        synchronized (lock) {
            if (period.state() == BreakerState.HALF_OPEN && period.permit() == permit) {
                probing--;
                spare++;
            }
        }
    }

    /** The state as it is now: {@link BreakerState#HALF_OPEN} as soon as a probe would be let through. */
    public BreakerState state() {
        BreakerState state = period.state();
        return state == BreakerState.OPEN && circuit.getRemainingDelay().isZero() ? BreakerState.HALF_OPEN : state;
    }

    /** Nanoseconds until a probe is let through; 0 when it is not open. */
    public long opensForNanos() {
        return period.state() == BreakerState.OPEN ? circuit.getRemainingDelay().toNanos() : 0;
    }

    /** Closes it, whatever it was. */
    public void reset() {
        Period before;
        Period after;
        synchronized (lock) {
            before = period;
            circuit.close();
            after = follow();
        }
        tell(before, after);
    }

    /** Begins a new period when Failsafe has changed its state. */
    private Period follow() {
        BreakerState now = state(circuit.getState());
        if (now != period.state()) {
            probing = 0;
            spare = 0;
            period = period.next(now);
        }
        return period;
    }

    private static BreakerState state(CircuitBreaker.State state) {
        return switch (state) {
            case CLOSED -> BreakerState.CLOSED;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case OPEN -> BreakerState.OPEN;
        };
    }

    private void tell(Period before, Period after) {
        if (before.permit() != after.permit()) {
            observer.changed(before.state(), after.state());
        }
    }
}
