package dev.sluice.core.cache;

import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    /** Keeps an answer wherever it may be kept. */
    public void store(Question question, Entry entry, CacheSettings settings) {
        if (settings.keepsExactly(question)) {
            exact.store(entry);
        }
        for (int i = 0; i < distant.size(); i++) {
            distant.get(i).store(question, entry, settings);
        }
    }

    /** What a distant cache had of the very same request is kept at hand. */
    public void keep(Found found) {
        exact.store(found.entry());
    }

    /** Drops entries everywhere; how many. Not for event loops. */
    public CompletionStage<Long> purge(Purge which) {
        CompletionStage<Long> dropped = CompletableFuture.completedFuture(exact.purge(which));
        for (DistantCache each : distant) {
            dropped = dropped.thenCombine(each.purge(which), Long::sum);
        }
        return dropped;
    }

    @Override
    public List<CacheLevel> caches() {
        List<CacheLevel> levels = new ArrayList<>();
        levels.add(exact.level());
        distant.forEach(each -> levels.add(each.level()));
        return levels;
    }
}
