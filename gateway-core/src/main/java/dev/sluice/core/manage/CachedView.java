package dev.sluice.core.manage;

import dev.sluice.core.cache.Entry;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.price.PicoDollars;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * An entry as operators see it: whose it is and what it costs to have it, and never what it says.
 *
 * @param caches which have it
 * @param role empty where the key had none
 * @param key the id of the client key that asked first
 * @param bytes of the answer's body
 * @param createdAt as in RFC 3339, as is {@code expiresAt}
 * @param usd what the answer cost when it was made, which each hit saves
 */
public record CachedView(
        String id,
        List<CacheKind> caches,
        String tenant,
        String role,
        String key,
        String model,
        String provider,
        String upstreamModel,
        boolean stream,
        long bytes,
        String createdAt,
        String expiresAt,
        long inputTokens,
        long outputTokens,
        BigDecimal usd) {

    static CachedView of(Entry entry, Collection<CacheKind> caches) {
        return new CachedView(
                entry.id(),
                List.copyOf(caches),
                entry.asker().tenant(),
                entry.asker().role(),
                entry.asker().clientKey(),
                entry.source().model(),
                entry.source().provider(),
                entry.source().upstreamModel(),
                entry.answer().events(),
                entry.answer().body().length,
                Instant.ofEpochMilli(entry.life().createdMillis()).toString(),
                Instant.ofEpochMilli(entry.life().expiresMillis()).toString(),
                Math.max(0, entry.usage().input()),
                Math.max(0, entry.usage().output()),
                PicoDollars.usd(entry.cost().picoDollars()));
    }
}
