package dev.sluice.core.cache.semantic;

/**
 * What is near enough.
 *
 * @param threshold the least cosine
 * @param nowMillis when it is asked, in milliseconds of the epoch
 * @param maxAgeMillis how old an answer may be at the most
 */
record Nearness(double threshold, long nowMillis, long maxAgeMillis) {

    /** Whether an answer can be given by its age. */
    boolean takes(Row row) {
        return row.isFresh(nowMillis, maxAgeMillis);
    }
}
