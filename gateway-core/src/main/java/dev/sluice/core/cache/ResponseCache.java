package dev.sluice.core.cache;

import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cache that is at hand: it answers at once, and never makes an event loop wait. Thread-safe. */
public interface ResponseCache {

    /** What is kept under the key, intact and fresh; null: nothing. */
    @Nullable
    Entry find(Digest exact, long maxAgeMillis);

    /** Keeps an entry, in the place of another one under its key. What is too large or expired is not kept. */
    void store(Entry entry);

    /** Keeps an entry as {@link #store} does, but where there is one under its key already, which is newer. */
    void restore(Entry entry);

    /** Drops entries; how many. Looks at all there are: not for event loops. */
    long purge(Purge which);

    /**
     * Whoever remembers anything else of what was asked is told after each purge, and when the cache is switched off;
     * by the thread that does it, and quickly.
     */
    void onPurge(Runnable told);

    /** How much there is. */
    CacheLevel level();

    /** How many entries each tenant has. */
    void tenants(CacheState.TenantVisitor visitor);

    /** Tells every entry, in no order. Looks at all there are: not for event loops. */
    void entries(Consumer<Entry> visitor);
}
