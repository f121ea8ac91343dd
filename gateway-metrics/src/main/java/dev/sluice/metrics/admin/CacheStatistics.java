package dev.sluice.metrics.admin;

import dev.sluice.core.manage.CacheAdmin;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.price.PicoDollars;
import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.instrument.Totals;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What caches of answers hold, and what they have been good for since the process started: the very counts that a
 * scrape shows, so that the two agree. Tenants without series of their own are {@code other} in the counts.
 *
 * @param requests each once, however many caches it came to
 */
@SuppressWarnings("EnumOrdinal") // Rows are found by number; ordinals do not outlive the process.
record CacheStatistics(List<OfCache> caches, Uses requests, List<OfTenant> tenants) {

    /**
     * Of one cache, each look into it counted.
     *
     * @param errors looks that failed or took too long
     * @param bypasses looks that the request wanted nothing of
     */
    record OfCache(
            CacheKind cache,
            boolean enabled,
            long entries,
            long bytes,
            long maxBytes,
            long hits,
            long misses,
            long errors,
            long bypasses,
            long evictions,
            long corrupt) {}

    /** What came of requests, and what hits saved. */
    record Uses(long hits, long misses, long bypasses, long savedTokens, BigDecimal savedUsd) {

        static final Uses NOTHING = new Uses(0, 0, 0, 0, BigDecimal.ZERO);
    }

    record OfTenant(String tenant, long entries, Uses requests) {}

    static CacheStatistics of(CacheAdmin caches, Totals counted) {
        Map<CacheKind, CacheLevel> levels = caches.levels();
        List<OfCache> each = Arrays.stream(CacheKind.values())
                .map(kind -> cache(levels.getOrDefault(kind, CacheLevel.none(kind)), counted))
                .toList();
        return new CacheStatistics(each, uses(counted, row -> true), tenants(caches.tenants(), counted));
    }

    private static OfCache cache(CacheLevel level, Totals counted) {
        return new OfCache(
                level.cache(),
                level.maxBytes() > 0,
                level.entries(),
                level.bytes(),
                level.maxBytes(),
                lookups(counted, level.cache(), CacheResult.HIT),
                lookups(counted, level.cache(), CacheResult.MISS),
                lookups(counted, level.cache(), CacheResult.ERROR),
                lookups(counted, level.cache(), CacheResult.BYPASS),
                level.evictions(),
                level.corrupt());
    }

    private static long lookups(Totals counted, CacheKind cache, CacheResult result) {
        return counted.rows(Fact.CACHE_LOOKUPS).stream()
                .filter(row -> row.at(Dimension.CACHE) == cache.ordinal() && isOf(row, result))
                .mapToLong(Row::count)
                .sum();
    }

    private static List<OfTenant> tenants(Map<String, Long> entries, Totals counted) {
        Map<String, Uses> uses = new TreeMap<>();
        for (Row row : counted.rows(Fact.CACHE_REQUESTS)) {
            uses.computeIfAbsent(
                    tenant(counted, row),
                    name -> uses(counted, of -> tenant(counted, of).equals(name)));
        }
        // There may be many more tenants than have series.
        TreeSet<String> names = new TreeSet<>(entries.keySet());
        names.addAll(uses.keySet());
        return names.stream()
                .map(name -> new OfTenant(name, entries.getOrDefault(name, 0L), uses.getOrDefault(name, Uses.NOTHING)))
                .toList();
    }

    private static Uses uses(Totals counted, Predicate<Row> whose) {
        return new Uses(
                sum(counted, Fact.CACHE_REQUESTS, whose.and(row -> isOf(row, CacheResult.HIT))),
                sum(
                        counted,
                        Fact.CACHE_REQUESTS,
                        whose.and(row -> !isOf(row, CacheResult.HIT) && !isOf(row, CacheResult.BYPASS))),
                sum(counted, Fact.CACHE_REQUESTS, whose.and(row -> isOf(row, CacheResult.BYPASS))),
                sum(counted, Fact.CACHE_SAVED_TOKENS, whose),
                PicoDollars.usd(sum(counted, Fact.CACHE_SAVED_COST, whose)));
    }

    private static long sum(Totals counted, Fact fact, Predicate<Row> which) {
        return counted.rows(fact).stream().filter(which).mapToLong(Row::last).sum();
    }

    private static String tenant(Totals counted, Row row) {
        return counted.text(Dimension.TENANT, row.at(Dimension.TENANT));
    }

    private static boolean isOf(Row row, CacheResult result) {
        return row.at(Dimension.CACHE_RESULT) == result.ordinal();
    }
}
