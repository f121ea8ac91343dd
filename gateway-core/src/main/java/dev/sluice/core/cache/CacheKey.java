package dev.sluice.core.cache;

/**
 * What a request is looked up under. Whether two requests may share an answer is decided by these two alone.
 *
 * @param partition who asks, whom, and all that is asked but the last turn: nothing is ever found across it
 * @param exact the partition and the last turn
 */
public record CacheKey(Digest partition, Digest exact) {}
