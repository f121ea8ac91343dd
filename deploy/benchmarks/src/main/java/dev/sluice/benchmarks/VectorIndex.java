package dev.sluice.benchmarks;

/** A way to find the nearest of many vectors. */
@FunctionalInterface
interface VectorIndex {

    /** The number of the nearest vector; -1 where an index finds none that is near enough. */
    int nearest(float[] question);
}
