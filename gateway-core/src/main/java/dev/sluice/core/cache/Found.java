package dev.sluice.core.cache;

import dev.sluice.core.observe.CacheKind;

/**
 * An answer that was found.
 *
 * @param similarity of the question to the one that was answered: 1 where they are the same
 */
public record Found(Entry entry, CacheKind cache, double similarity) {

    /** The very same was asked. */
    public static Found exact(Entry entry) {
        return new Found(entry, CacheKind.EXACT, 1);
    }
}
