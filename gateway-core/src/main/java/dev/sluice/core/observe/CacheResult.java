package dev.sluice.core.observe;

/** What came of a look into a cache of answers. */
public enum CacheResult {
    HIT,
    MISS,
    /** Nobody looked, because the request said so, or is none that is cached. */
    BYPASS,
    /** It could not be looked, or not in time: the request goes on as with a miss. */
    ERROR
}
