package dev.sluice.metrics.live;

import dev.sluice.core.observe.CacheResult;
import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.live.Second.Lookups;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells what came of look-ups in caches. What asks for none is no look-up. Used by one thread at a time. */
final class CacheRows {

    private static final String HIT = CacheResult.HIT.name().toLowerCase(Locale.ROOT);
    private static final String BYPASS = CacheResult.BYPASS.name().toLowerCase(Locale.ROOT);

    private final Rates rates;

    CacheRows(Rates rates) {
        this.rates = rates;
    }

    /** Null where no configuration has had a cache. */
    @Nullable
    List<Lookups> of(Grouping now) {
        Map<String, Long> lookups = now.sums(
                Fact.CACHE_LOOKUPS, Dimension.CACHE, row -> !now.is(row, Dimension.CACHE_RESULT, BYPASS), Row::count);
        Map<String, Long> hits = now.sums(
                Fact.CACHE_LOOKUPS, Dimension.CACHE, row -> now.is(row, Dimension.CACHE_RESULT, HIT), Row::count);
        return lookups.isEmpty()
                ? null
                : lookups.entrySet().stream()
                        .map(each -> row(each.getKey(), hits.getOrDefault(each.getKey(), 0L), each.getValue()))
                        .toList();
    }

    private Lookups row(String cache, long hits, long lookups) {
        return new Lookups(
                cache, hits, lookups, rates.of("hits " + cache, hits), rates.of("lookups " + cache, lookups));
    }
}
