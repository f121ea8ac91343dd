package dev.sluice.metrics.live;

import dev.sluice.metrics.instrument.Totals;
import dev.sluice.metrics.live.Second.Lookups;
import dev.sluice.metrics.vocabulary.Family;
import dev.sluice.metrics.vocabulary.Vocabularies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells what came of look-ups in caches, by the name of their family: a gateway without caches has none. */
final class CacheRows {

    private static final String FAMILY = "sluice_cache_lookups_total";
    private static final String HIT = "hit";

    private CacheRows() {}

    static @Nullable List<Lookups> of(Totals totals, Rates rates) {
        Optional<Family> family = Vocabularies.find("sluice").orElseThrow().families().stream()
                .filter(each -> each.name().equals(FAMILY))
                .findFirst();
        Map<String, long[]> caches = new TreeMap<>();
        family.ifPresent(lookups -> lookups.values(totals).forEach((labels, count) -> {
            long[] sums = caches.computeIfAbsent(labels.getOrDefault("cache", ""), name -> new long[2]);
            sums[0] += labels.getOrDefault("result", "").startsWith(HIT) ? count : 0;
            sums[1] += count;
        }));
        return caches.isEmpty() ? null : lookups(caches, rates);
    }

    private static List<Lookups> lookups(Map<String, long[]> caches, Rates rates) {
        return caches.entrySet().stream()
                .map(each -> new Lookups(
                        each.getKey(),
                        each.getValue()[0],
                        each.getValue()[1],
                        rates.of("hits " + each.getKey(), each.getValue()[0]),
                        rates.of("lookups " + each.getKey(), each.getValue()[1])))
                .toList();
    }
}
