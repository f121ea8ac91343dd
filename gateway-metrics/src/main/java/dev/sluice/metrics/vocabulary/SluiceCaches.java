package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.CACHE;
import static dev.sluice.metrics.instrument.Dimension.CACHE_RESULT;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.TENANT;

import dev.sluice.core.observe.CacheResult;
import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;

/** The part of the gateway's own names that tells of answers that are given again. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class SluiceCaches {

    private SluiceCaches() {}

    static List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(lookups());
        families.addAll(saved());
        families.addAll(levels());
        return families;
    }

    private static List<Family> lookups() {
        return List.of(
                Family.count(
                                "sluice_cache_lookups_total",
                                "Looks into a cache of answers; error is one that could not be looked into in time, "
                                        + "bypass one that the request wanted nothing of.",
                                Fact.CACHE_LOOKUPS)
                        .by("cache", CACHE)
                        .by("result", CACHE_RESULT),
                Family.histogram(
                                "sluice_cache_lookup_seconds",
                                "How long looking into a cache of answers took.",
                                Fact.CACHE_LOOKUPS)
                        .by("cache", CACHE)
                        .by("result", CACHE_RESULT)
                        .only(row -> row.at(CACHE_RESULT) != CacheResult.BYPASS.ordinal()),
                Family.counter(
                                "sluice_tenant_cache_lookups_total",
                                "Requests that could be answered from a cache, each once, by whose they are: a hit in "
                                        + "whichever cache, else a miss, or a bypass.",
                                Fact.CACHE_REQUESTS)
                        .by("tenant", TENANT)
                        .by("model", MODEL)
                        .by("result", CACHE_RESULT));
    }

    private static List<Family> saved() {
        return List.of(
                Family.counter(
                                "sluice_cache_saved_tokens_total",
                                "Tokens, input and output, that cached answers used when they were made, for each time "
                                        + "that they were given again.",
                                Fact.CACHE_SAVED_TOKENS)
                        .by("tenant", TENANT)
                        .by("model", MODEL),
                Family.counter(
                                "sluice_cache_saved_usd_total",
                                "What cached answers cost when they were made, for each time that they were given "
                                        + "again.",
                                Fact.CACHE_SAVED_COST)
                        .by("tenant", TENANT)
                        .by("model", MODEL));
    }

    private static List<Family> levels() {
        return List.of(
                Family.gauge("sluice_cache_entries", "Answers that are kept.", Fact.CACHE_ENTRIES)
                        .by("cache", CACHE),
                Family.gauge("sluice_cache_bytes", "Memory of the answers that are kept, about.", Fact.CACHE_BYTES)
                        .by("cache", CACHE),
                Family.counter(
                                "sluice_cache_evictions_total",
                                "Answers that had to make room for others before their time.",
                                Fact.CACHE_EVICTIONS)
                        .by("cache", CACHE),
                Family.counter(
                        "sluice_cache_corrupt_total",
                        "Answers that were dropped because they were not what they had been.",
                        Fact.CACHE_CORRUPT));
    }
}
