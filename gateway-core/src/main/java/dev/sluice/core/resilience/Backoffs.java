package dev.sluice.core.resilience;

/** How long to wait before a retry. Stateless. */
public final class Backoffs {

    private Backoffs() {}

    /**
     * The wait in nanoseconds.
     *
     * @param retry 1 for the first retry
     * @param random from 0 to 1; 0.5 gives the wait without jitter
     */
    public static long delayNanos(ResilienceSettings.Backoff backoff, int retry, double random) {
        double wait = backoff.initialNanos() * Math.pow(backoff.factor(), retry - 1);
        double bounded = Math.min(wait, (double) backoff.maxNanos());
        return (long) (bounded * (1 + backoff.jitter() * (2 * random - 1)));
    }
}
