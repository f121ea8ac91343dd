package dev.sluice.core.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cache at hand: in memory, bounded by bytes, W-TinyLFU (Einziger, Friedman and Manes 2017). Thread-safe: what a
 * look-up costs is a look into a concurrent map and a checksum; what must be put in order later is not done by event
 * loops.
 */
public final class ExactCache implements ResponseCache {

    private final Clock clock;
    private final Cache<Digest, Entry> entries;
    private final Eviction<Digest, Entry> bound;
    private final Holdings holdings = new Holdings();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder corrupt = new LongAdder();
    private final List<Runnable> toldOfPurges = new CopyOnWriteArrayList<>();

    /** What the map takes for the time: that of its last use, for it asks more often than there is a need to. */
    private volatile long lastMillis;

    /**
     * Keeps nothing until it is told how much it may.
     *
     * @param upkeep where entries are dropped that have to make room
     */
    public ExactCache(Clock clock, Executor upkeep) {
        this.clock = clock;
        this.lastMillis = clock.millis();
        this.entries = Caffeine.newBuilder()
                .maximumWeight(0)
                .<Digest, Entry>weigher((key, entry) -> (int) Math.min(Integer.MAX_VALUE, entry.weight()))
                .expireAfter(Expiry.<Digest, Entry>writing((key, entry) ->
                        Duration.ofMillis(Math.max(1, entry.life().expiresMillis() - lastMillis))))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(lastMillis))
                .executor(upkeep)
                .evictionListener((key, entry, cause) -> dropped(cause))
                .removalListener((key, entry, cause) -> removed(entry))
                .build();
        this.bound = entries.policy().eviction().orElseThrow();
    }

    /** A configuration is in force; a smaller cache drops what it has too much. Not for event loops. */
    public void apply(@Nullable CacheSettings settings) {
        CacheSettings.Exact exact = settings == null ? null : settings.exact();
        long most = exact == null ? 0 : exact.maxBytes();
        if (most == 0) {
            // Nothing makes room for anything: these are no evictions.
            entries.invalidateAll();
            toldOfPurges.forEach(Runnable::run);
        }
        if (bound.getMaximum() != most) {
            bound.setMaximum(most);
        }
    }

    @Override
    public @Nullable Entry find(Digest exact, long maxAgeMillis) {
        long now = now();
        Entry entry = entries.getIfPresent(exact);
        if (entry == null) {
            return null;
        }
        if (!entry.isIntact()) {
            corrupt.increment();
            entries.asMap().remove(exact, entry);
            return null;
        }
        return entry.isFresh(now, maxAgeMillis) ? entry : null;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // It is about the very same object.
    public void store(Entry entry) {
        if (entry.isFresh(now(), Long.MAX_VALUE)) {
            // What replaces itself is not told as removed either.
            if (entries.asMap().put(entry.key().exact(), entry) != entry) {
                holdings.added(entry);
            }
        }
    }

    @Override
    public void restore(Entry entry) {
        if (entry.isFresh(now(), Long.MAX_VALUE)) {
            if (entries.asMap().putIfAbsent(entry.key().exact(), entry) == null) {
                holdings.added(entry);
            }
        }
    }

    @Override
    public long purge(Purge which) {
        now();
        LongAdder dropped = new LongAdder();
        Predicate<Entry> takes = which::takes;
        entries.asMap().values().removeIf(entry -> {
            boolean goes = takes.test(entry);
            if (goes) {
                dropped.increment();
            }
            return goes;
        });
        // Afterwards: what is still found meanwhile may be remembered once more.
        toldOfPurges.forEach(Runnable::run);
        return dropped.sum();
    }

    @Override
    public void onPurge(Runnable told) {
        toldOfPurges.add(told);
    }

    @Override
    public CacheLevel level() {
        return new CacheLevel(
                CacheKind.EXACT,
                entries.estimatedSize(),
                bound.weightedSize().orElse(0),
                bound.getMaximum(),
                evictions.sum(),
                corrupt.sum());
    }

    @Override
    public void tenants(CacheState.TenantVisitor visitor) {
        holdings.visit(visitor);
    }

    @Override
    public void entries(Consumer<Entry> visitor) {
        now();
        entries.asMap().values().forEach(visitor);
    }

    /** Does now what is to be done some time, so that a level is what it says. */
    void tidy() {
        now();
        entries.cleanUp();
    }

    /** The time, which the map then has, too. */
    private long now() {
        long now = clock.millis();
        if (now != lastMillis) {
            lastMillis = now;
        }
        return now;
    }

    /** Whatever the cause, once for each entry that was put. */
    private void removed(@Nullable Entry entry) {
        if (entry != null) {
            holdings.removed(entry);
        }
    }

    private void dropped(RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            evictions.increment();
        }
    }
}
