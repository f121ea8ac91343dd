package dev.sluice.core.cache.semantic;

import java.util.SplittableRandom;

/**
 * Vectors of one size as 256 bits each: on which side of as many random planes they lie. Two vectors with an angle
 * between them lie on different sides of a plane as often as the angle is a part of a half turn, whatever vectors they
 * are (Charikar: Similarity Estimation Techniques from Rounding Algorithms, 2002). So how many bits differ tells which
 * vectors cannot be near, without looking at them. The planes are the same in every process. Immutable.
 */
final class Sketches {

    /** Of a sketch. */
    static final int WORDS = 4;

    /** Of a sketch; to make one costs as much as to compare so many vectors. */
    static final int BITS = WORDS * Long.SIZE;

    /** So many standard deviations more bits than are expected: fewer than one near vector of 2,000 is passed over. */
    private static final double CAUTION = 3.3;

    private static final long SEED = 0x51f1ce;

    private final int dimensions;
    private final float[] planes;

    Sketches(int dimensions) {
        this.dimensions = dimensions;
        this.planes = new float[BITS * dimensions];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (float) gaussian(random);
        }
    }

    /** By the method of Box and Muller, as not every Java's generator has it. */
    private static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** Writes the sketch of a vector. */
    void write(float[] vector, long[] into, int at) {
        for (int word = 0; word < WORDS; word++) {
            long bits = 0;
            for (int bit = 0; bit < Long.SIZE; bit++) {
                int plane = word * Long.SIZE + bit;
                if (Vectors.product(planes, plane * dimensions, vector) >= 0) {
                    bits |= 1L << bit;
                }
            }
            into[at + word] = bits;
        }
    }

    /** How many bits may differ where two vectors are as similar as the threshold, or more. */
    static int mostDifferent(double threshold) {
        double share = Math.acos(Math.max(-1, Math.min(1, threshold))) / Math.PI;
        return (int) Math.ceil(BITS * share + CAUTION * Math.sqrt(BITS * share * (1 - share)));
    }
}
