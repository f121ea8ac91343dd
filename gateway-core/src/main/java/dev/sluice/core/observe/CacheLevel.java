package dev.sluice.core.observe;

/**
 * How much is in a cache, and what has become of what was.
 *
 * @param bytes of memory, about
 * @param maxBytes of memory at the most; 0: it is off
 * @param evictions entries that had to make room, so far
 * @param corrupt entries that were dropped because they were not what they had been, so far
 */
public record CacheLevel(CacheKind cache, long entries, long bytes, long maxBytes, long evictions, long corrupt) {}
