package dev.sluice.metrics.instrument;

/**
 * The upper bounds of a histogram's buckets. Each set is the union of what the vocabularies show of the fact, so that a
 * projection to any of them is a regrouping of whole buckets: exact, never interpolated. Immutable.
 */
public final class Bounds {

    private static final double NANOS = 1e9;

    static final Bounds HTTP =
            seconds(.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300);
    static final Bounds OPERATION = seconds(
            .001, .005, .01, .02, .025, .04, .05, .08, .1, .16, .25, .32, .5, .64, 1, 1.28, 2, 2.5, 2.56, 5, 5.12, 10,
            10.24, 20.48, 25, 30, 40.96, 60, 81.92, 120, 300);
    static final Bounds GROUP = seconds(.1, .25, .5, 1, 2, 5, 10, 30, 60, 120, 300);
    static final Bounds FIRST_TOKEN =
            seconds(.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 15, 20, 30, 45, 60);
    static final Bounds TOKEN_GAP =
            seconds(.001, .0025, .005, .01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5);
    static final Bounds OVERHEAD = seconds(.000025, .00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .1, 1);
    static final Bounds ACQUIRE =
            seconds(.00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5);
    static final Bounds QUERY = seconds(.0001, .0005, .001, .005, .01, .025, .05, .1, .25, .5, 1, 5);
    static final Bounds CACHE =
            seconds(.000005, .00001, .00005, .0001, .0005, .001, .005, .01, .025, .05, .1, .25, .5, 1);
    static final Bounds LAG = seconds(.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5);
    static final Bounds GC = seconds(.001, .005, .01, .05, .1, .5, 1, 2, 5);
    static final Bounds SCRAPE = seconds(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5);
    static final Bounds SIZE = counts(1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9);
    static final Bounds NATIVE = seconds(NativeBounds.seconds());
    static final Bounds TOKENS = counts(1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576);

    private final double[] shown;
    private final long[] raw;

    private Bounds(double scale, double[] shown) {
        this.shown = shown;
        this.raw = new long[shown.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = Math.round(shown[i] * scale);
        }
    }

    private static Bounds seconds(double... bounds) {
        return new Bounds(NANOS, bounds);
    }

    private static Bounds counts(double... bounds) {
        return new Bounds(1, bounds);
    }

    /** Cells of one histogram: a bucket for each bound, one above them all, and the sum. */
    int cells() {
        return raw.length + 2;
    }

    /** The first bucket whose bound is not below the value, which is in nanoseconds where the bounds are seconds. */
    int bucket(long value) {
        int low = 0;
        int high = raw.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (raw[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The bounds in the unit they are shown in, ascending, without the infinite one. */
    public double[] shown() {
        return shown.clone();
    }

    /**
     * For each bucket of these bounds, the last one included, the bucket of {@code coarse} that it is part of. Throws
     * {@link IllegalArgumentException} when {@code coarse} holds a bound that these do not: it could not be exact.
     */
    public int[] foldInto(double[] coarse) {
        int[] fold = new int[shown.length + 1];
        int target = 0;
        for (int i = 0; i < shown.length; i++) {
            fold[i] = target;
            if (target < coarse.length && coarse[target] == shown[i]) {
                target++;
            }
        }
        if (target != coarse.length) {
            throw new IllegalArgumentException("no such bound: " + coarse[target]);
        }
        fold[shown.length] = target;
        return fold;
    }
}
