package dev.sluice.core.observe;

import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What caches had to do with a request.
 *
 * @param result hit, miss or bypass
 * @param answered the cache that answered; null without a hit
 * @param saved what the answer used when it was made; {@link Usage#NONE} without a hit
 * @param savedCost what it cost then; {@link Cost#NONE} without a hit
 * @param lookupNanos time spent looking, in all caches that were looked into
 * @param waitedNanos the same, and the time in which the answer to the very same request was waited for
 */
public record CacheUse(
        CacheResult result,
        @Nullable CacheKind answered,
        Usage saved,
        Cost savedCost,
        long lookupNanos,
        long waitedNanos) {

    /** Nobody looked. */
    public static final CacheUse BYPASS = new CacheUse(CacheResult.BYPASS, null, Usage.NONE, Cost.NONE, 0, 0);

    /** There was nothing. */
    public static CacheUse miss(long lookupNanos, long waitedNanos) {
        return new CacheUse(CacheResult.MISS, null, Usage.NONE, Cost.NONE, lookupNanos, waitedNanos);
    }
}
