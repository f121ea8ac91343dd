package dev.sluice.metrics.instrument;

/**
 * The buckets that a native histogram is recorded with: those of Prometheus' schema {@value #SCHEMA}, each an eighth of
 * a power of two, in seconds. Up to {@link #ZERO_THRESHOLD} all is one bucket; above the last bound (26 minutes, longer
 * than a request may take) too. Their number is fixed, so that recording allots nothing and never reshapes anything.
 */
public final class NativeBounds {

    public static final int SCHEMA = 3;
    public static final double ZERO_THRESHOLD = 1e-4;

    /** The index of the first bucket above the threshold: its upper bound is {@code 2^(index/8)} seconds. */
    public static final int FIRST = -106;

    private static final int LAST = 85;
    private static final double PER_POWER = 1 << SCHEMA;

    private NativeBounds() {}

    /** The threshold, and behind it the upper bounds of the buckets from {@link #FIRST} on. */
    static double[] seconds() {
        double[] bounds = new double[LAST - FIRST + 2];
        bounds[0] = ZERO_THRESHOLD;
        for (int index = FIRST; index <= LAST; index++) {
            bounds[index - FIRST + 1] = Math.pow(2, index / PER_POWER);
        }
        return bounds;
    }
}
