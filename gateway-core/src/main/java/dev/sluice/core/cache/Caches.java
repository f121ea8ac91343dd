package dev.sluice.core.cache;

import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All caches of answers of a gateway: the exact one at hand, and in their order those that are asked when it has
 * nothing. Lives as long as the process, whatever is on. Thread-safe.
 */
public final class Caches implements CacheState {

    private final ResponseCache exact;
    private final List<DistantCache> distant;

    /** @param distant in the order in which they are asked */
    public Caches(ResponseCache exact, List<DistantCache> distant) {
        this.exact = exact;
        this.distant = List.copyOf(distant);
    }

    /** What the cache at hand has for a question that it answers; null: nothing. */
    public @Nullable Found find(Question question, Controls controls) {
        Entry entry = exact.find(question.key().exact(), controls.maxAgeMillis());
        return entry == null ? null : Found.exact(entry);
    }

    /** Those that are asked next, in their order. */
    public List<DistantCache> distant() {
        return distant;
    }

    /** Keeps an answer wherever it may be kept, as its request says. */
    public void store(Question question, Entry entry, Controls controls, CacheSettings settings) {
        if (settings.keepsExactly(question)) {
            exact.store(entry);
        }
        for (int i = 0; i < distant.size(); i++) {
            distant.get(i).store(question, entry, controls, settings);
        }
    }

    /** What a distant cache had of the very same request is kept at hand. */
    public void keep(Found found) {
        exact.store(found.entry());
    }

    /**
     * Drops entries everywhere; how many, where copies of one, as caches of one kind have them, count once. Fails where
     * some may be left somewhere, when it has been tried everywhere. Not for event loops.
     */
    public CompletionStage<Long> purge(Purge which) {
        Map<CacheKind, CompletionStage<Long>> dropped = new EnumMap<>(CacheKind.class);
        dropped.put(CacheKind.EXACT, CompletableFuture.completedFuture(exact.purge(which)));
        for (DistantCache each : distant) {
            CompletionStage<Long> more = each.purge(which);
            dropped.merge(each.kind(), more, (those, these) -> those.thenCombine(these, Long::max));
        }
        return dropped.values().stream()
                .reduce((some, others) -> some.thenCombine(others, Long::sum))
                .orElseThrow();
    }

    /** As {@link ResponseCache#onPurge}; also of purges that other gateways make. */
    public void onPurge(Runnable told) {
        exact.onPurge(told);
    }

    @Override
    public List<CacheLevel> caches() {
        Map<CacheKind, CacheLevel> levels = new EnumMap<>(CacheKind.class);
        levels.put(CacheKind.EXACT, exact.level());
        distant.forEach(each -> levels.merge(each.kind(), each.level(), CacheLevel::plus));
        return List.copyOf(levels.values());
    }

    @Override
    public void tenants(TenantVisitor visitor) {
        exact.tenants(visitor);
        distant.forEach(each -> each.tenants(visitor));
    }

    /** Tells every entry in the memory of this process, and in which cache it is. Not for event loops. */
    public void entries(BiConsumer<CacheKind, Entry> visitor) {
        exact.entries(entry -> visitor.accept(CacheKind.EXACT, entry));
        distant.forEach(each -> each.entries(entry -> visitor.accept(each.kind(), entry)));
    }
}
