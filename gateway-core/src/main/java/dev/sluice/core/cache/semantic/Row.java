package dev.sluice.core.cache.semantic;

import dev.sluice.core.cache.Entry;

/**
 * An answer with the vector of its question. Nobody changes the vector; where it stands in its partition is the
 * partition's own to change.
 */
final class Row {

    /** Bytes of memory besides the vector and the answer, about: the objects, the sketch, the places in two maps. */
    private static final long OVERHEAD = 320;

    private final Place place;
    private final float[] vector;
    private final Entry entry;
    private final long expiresMillis;
    private int at = -1;

    Row(Place place, float[] vector, Entry entry, long expiresMillis) {
        this.place = place;
        this.vector = vector;
        this.entry = entry;
        this.expiresMillis = expiresMillis;
    }

    Place place() {
        return place;
    }

    float[] vector() {
        return vector;
    }

    Entry entry() {
        return entry;
    }

    long expiresMillis() {
        return expiresMillis;
    }

    boolean isFresh(long nowMillis, long maxAgeMillis) {
        return nowMillis < expiresMillis && nowMillis - entry.life().createdMillis() <= maxAgeMillis;
    }

    long weight() {
        return OVERHEAD + (long) Float.BYTES * vector.length + entry.weight();
    }

    /** Its number in its partition; -1: in none. */
    int at() {
        return at;
    }

    void at(int number) {
        at = number;
    }
}
