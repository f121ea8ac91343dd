package dev.sluice.core.provider;

import java.util.function.IntPredicate;

/**
 * Smooth weighted round robin, as nginx has it: of places with weights each is taken in proportion, and as evenly
 * spread as can be. Thread-safe: event loops share it; a turn holds a lock for a few nanoseconds.
 */
public final class SmoothWeighted {

    /** What {@link #next(IntPredicate)} gives where no place may be taken. */
    public static final int NONE = -1;

    private static final IntPredicate ANY = place -> true;

    private final double[] weights;
    private final double[] current;

    /** @param weights one a place, each a positive number */
    public SmoothWeighted(double... weights) {
        this.weights = weights.clone();
        this.current = new double[weights.length];
    }

    /** The next place. */
    public int next() {
        return next(ANY);
    }

    /** The next of the places that may be taken, which share what the others would have got; {@link #NONE}: no such. */
    public synchronized int next(IntPredicate mayBeTaken) {
        int best = NONE;
        double total = 0;
        for (int place = 0; place < weights.length; place++) {
            if (mayBeTaken.test(place)) {
                current[place] += weights[place];
                total += weights[place];
                if (best == NONE || current[place] > current[best]) {
                    best = place;
                }
            }
        }
        if (best != NONE) {
            current[best] -= total;
        }
        return best;
    }
}
