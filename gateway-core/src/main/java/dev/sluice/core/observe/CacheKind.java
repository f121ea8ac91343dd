package dev.sluice.core.observe;

/** The caches of answers, as they are counted. */
public enum CacheKind {
    /** The very same was asked. */
    EXACT,
    /** Something similar was asked. */
    SEMANTIC
}
