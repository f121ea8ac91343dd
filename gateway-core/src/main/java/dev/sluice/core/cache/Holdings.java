package dev.sluice.core.cache;

import dev.sluice.core.observe.CacheState;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many entries of a cache belong to which tenant, counted as they come and go, since nobody could walk through a
 * million of them at each scrape. Who has none is not in it. Thread-safe: event loops add to it.
 */
public final class Holdings {

    private final ConcurrentHashMap<String, Long> entries = new ConcurrentHashMap<>();

    /** An entry is kept. */
    public void added(Entry entry) {
        count(entry, 1);
    }

    /** An entry is kept no more; may be told before it is told that it was, and then evens out. */
    public void removed(Entry entry) {
        count(entry, -1);
    }

    private void count(Entry entry, long more) {
        entries.merge(entry.asker().tenant(), more, (before, change) -> before + change == 0 ? null : before + change);
    }

    /** Tells how many there are. */
    public void visit(CacheState.TenantVisitor visitor) {
        entries.forEach((tenant, count) -> visitor.visit(tenant, Math.max(0, count)));
    }
}
