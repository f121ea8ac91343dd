package dev.sluice.core.cache.semantic;

import org.jspecify.annotations.Nullable;

/** Arithmetic of vectors. Stateless. */
public final class Vectors {

    /** Sums that do not wait for one another; the compiler makes wide instructions of them. */
    private static final int LANES = 8;

    private Vectors() {}

    /** Makes it as long as 1, in place; null where it has no direction, or is not finite. */
    public static float @Nullable [] normalised(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        if (!(length > Float.MIN_NORMAL) || length == Double.POSITIVE_INFINITY) {
            return null;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
        return vector;
    }

    /** The product of two vectors of one size: the cosine of their angle where both have the length 1. */
    static float product(float[] one, float[] other) {
        return product(one, 0, other);
    }

    /** The product of a vector with one that begins at {@code from} in a slab of them. */
    public static float product(float[] slab, int from, float[] vector) {
        int whole = vector.length - vector.length % LANES;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int i = 0; i < whole; i += LANES) {
            int at = from + i;
            s0 += slab[at] * vector[i];
            s1 += slab[at + 1] * vector[i + 1];
            s2 += slab[at + 2] * vector[i + 2];
            s3 += slab[at + 3] * vector[i + 3];
            s4 += slab[at + 4] * vector[i + 4];
            s5 += slab[at + 5] * vector[i + 5];
            s6 += slab[at + 6] * vector[i + 6];
            s7 += slab[at + 7] * vector[i + 7];
        }
        for (int i = whole; i < vector.length; i++) {
            s0 += slab[from + i] * vector[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
