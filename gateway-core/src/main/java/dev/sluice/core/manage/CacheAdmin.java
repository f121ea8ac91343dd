package dev.sluice.core.manage;

import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators see of the caches of answers, and drop from them; never what an answer says. Looks at every entry: not
 * for event loops. Thread-safe.
 */
public final class CacheAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(CacheAdmin.class);
    private static final String ID = "[0-9a-f]{16}";

    private final Caches caches;

    CacheAdmin(Caches caches) {
        this.caches = caches;
    }

    /** @param purged how many entries were dropped, each cache that had it counted */
    public record Purged(long purged) {}

    /** How much there is, one level a kind of cache. */
    public Map<CacheKind, CacheLevel> levels() {
        Map<CacheKind, CacheLevel> levels = new EnumMap<>(CacheKind.class);
        caches.caches().forEach(level -> levels.merge(level.cache(), level, CacheLevel::plus));
        return levels;
    }

    /** How many entries each tenant has, by its id. */
    public Map<String, Long> tenants() {
        Map<String, Long> entries = new TreeMap<>();
        caches.tenants((tenant, count) -> entries.merge(tenant, count, Long::sum));
        return entries;
    }

    /** Entries in the memory of this process, by their ids. */
    public Outcome<Page<CachedView>> entries(Purge which, Page.Cut cut) {
        String after = cut.after();
        if (after != null && !after.matches(ID)) {
            return Outcome.refused(Refusal.invalid("after", "must be the next of the page before"));
        }
        CachedPage page = new CachedPage(after, cut.limit());
        caches.entries((kind, entry) -> {
            if (which.takes(entry)) {
                page.add(kind, entry);
            }
        });
        return Outcome.done(page.page());
    }

    /** Drops one entry, from wherever it is. */
    public CompletionStage<Outcome<Purged>> delete(String id, String who) {
        Purge one = new Purge(null, null, null, id);
        return purge(one, who)
                .thenApply(outcome -> outcome.then(purged -> purged.purged() == 0
                        ? Outcome.refused(Refusal.notFound("entry_not_found", "no cache has an entry of this id"))
                        : Outcome.done(purged)));
    }

    /** Drops entries from all caches: completes when they are gone, those that gateways share included. */
    public CompletionStage<Outcome<Purged>> purge(Purge which, String who) {
        return caches.purge(which).handle((purged, failure) -> {
            if (failure != null) {
                LOG.warn("{} could not purge all cache entries: {}", who, words(which), failure);
                return Outcome.refused(Refusal.unavailable(
                        "purge_incomplete", "not all caches could be reached: try again; the log says why"));
            }
            Audit.purged(who, words(which), purged);
            return Outcome.done(new Purged(purged));
        });
    }

    /** Ids and names have been checked before they come here: a line stays a line. */
    private static String words(Purge which) {
        StringBuilder words = new StringBuilder();
        add(words, "tenant", which.tenant());
        add(words, "model", which.model());
        add(words, "key", which.clientKey());
        add(words, "entry", which.id());
        return words.isEmpty() ? "all" : words.toString();
    }

    private static void add(StringBuilder words, String name, @Nullable String value) {
        if (value != null) {
            words.append(words.isEmpty() ? "" : ", ").append(name).append(' ').append(value);
        }
    }
}
