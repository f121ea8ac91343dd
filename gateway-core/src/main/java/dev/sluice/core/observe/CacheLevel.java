package dev.sluice.core.observe;

/**
 * How much is in a cache, and what has become of what was.
 *
 * @param bytes of memory, about
 * @param maxBytes of memory at the most; 0: it is off
 * @param evictions entries that had to make room, so far
 * @param corrupt entries that were dropped because they were not what they had been, so far
 */
public record CacheLevel(CacheKind cache, long entries, long bytes, long maxBytes, long evictions, long corrupt) {

    /** There is none. */
    public static CacheLevel none(CacheKind cache) {
        return new CacheLevel(cache, 0, 0, 0, 0, 0);
    }

    /** This one and another of its kind together. */
    public CacheLevel plus(CacheLevel other) {
        return new CacheLevel(
                cache,
                entries + other.entries,
                bytes + other.bytes,
                maxBytes + other.maxBytes,
                evictions + other.evictions,
                corrupt + other.corrupt);
    }
}
