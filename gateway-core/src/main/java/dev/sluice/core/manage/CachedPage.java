package dev.sluice.core.manage;

import dev.sluice.core.cache.Entry;
import dev.sluice.core.observe.CacheKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one page, picked out of however many there are in whatever order: what is held at a time is a page.
 * Used by one thread.
 */
final class CachedPage {

    private static final int HEXADECIMAL = 16;

    private final @Nullable Long after;
    private final int limit;
    /** By ids, which are the first digits of a digest: their order is that of the numbers, without a sign. */
    private final TreeMap<Long, Held> held = new TreeMap<>(Long::compareUnsigned);

    /** @param after an id that the page begins behind; null: at the beginning */
    CachedPage(@Nullable String after, int limit) {
        this.after = after == null ? null : Long.parseUnsignedLong(after, HEXADECIMAL);
        this.limit = limit;
    }

    private record Held(Entry entry, Set<CacheKind> caches) {}

    void add(CacheKind cache, Entry entry) {
        long id = entry.key().exact().a();
        boolean before = after != null && Long.compareUnsigned(id, after) <= 0;
        boolean behind = held.size() > limit && Long.compareUnsigned(id, held.lastKey()) > 0;
        if (before || behind) {
            return;
        }
        held.computeIfAbsent(id, first -> new Held(entry, EnumSet.noneOf(CacheKind.class)))
                .caches()
                .add(cache);
        // One more than the page has says that there is another page.
        if (held.size() > limit + 1) {
            held.pollLastEntry();
        }
    }

    Page<CachedView> page() {
        List<CachedView> items = new ArrayList<>(limit);
        for (Held each : held.values()) {
            if (items.size() == limit) {
                return new Page<>(items, items.get(limit - 1).id());
            }
            items.add(CachedView.of(each.entry(), each.caches()));
        }
        return new Page<>(items, null);
    }
}
