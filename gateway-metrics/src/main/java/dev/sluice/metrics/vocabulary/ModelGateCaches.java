package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.CACHE_HIT;
import static dev.sluice.metrics.instrument.Dimension.CACHE_RESULT;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.TENANT;

import dev.sluice.core.observe.CacheResult;
import dev.sluice.metrics.instrument.Fact;
import java.util.List;

/**
 * The part of the names of ModelGate that tells of caches. There is one cache in its eyes: a request counts once, as a
 * hit whichever cache it was. Roles are not told apart.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class ModelGateCaches {

    private static final int HIT = CacheResult.HIT.ordinal();
    private static final int BYPASS = CacheResult.BYPASS.ordinal();

    private static final Family LATENCY = Family.histogram(
                    "modelgate_cache_latency_seconds", "Cache lookup latency", Fact.CACHE_LATENCY)
            .by(ModelGate.TENANT_ID, TENANT)
            .by("hit", CACHE_HIT)
            .within(.001, .005, .01, .025, .05, .1, .25, .5);

    private ModelGateCaches() {}

    static List<Family> families() {
        return List.of(
                requests("modelgate_cache_hits_total", "Total cache hits").only(row -> row.at(CACHE_RESULT) == HIT),
                requests("modelgate_cache_misses_total", "Total cache misses")
                        .only(row -> row.at(CACHE_RESULT) != HIT && row.at(CACHE_RESULT) != BYPASS),
                LATENCY,
                Family.counter(
                                "modelgate_cache_tokens_saved_total",
                                "Total tokens saved via cache",
                                Fact.CACHE_SAVED_TOKENS)
                        .by("model", MODEL)
                        .by(ModelGate.TENANT_ID, TENANT),
                Family.counter(
                                "modelgate_cache_cost_saved_usd_total",
                                "Total cost saved via cache in USD",
                                Fact.CACHE_SAVED_COST)
                        .by("model", MODEL)
                        .by(ModelGate.TENANT_ID, TENANT),
                Family.gauge("modelgate_cache_entries", "Number of cache entries per tenant", Fact.CACHE_TENANT_ENTRIES)
                        .by(ModelGate.TENANT_ID, TENANT));
    }

    static List<Departure> departures() {
        return List.of(new Departure(LATENCY.name(), LATENCY.called("modelgate_cache_lookup_seconds")));
    }

    private static Family requests(String name, String help) {
        return Family.counter(name, help, Fact.CACHE_REQUESTS)
                .by("model", MODEL)
                .by(ModelGate.TENANT_ID, TENANT)
                .with("role_id", ModelGate.ALL);
    }
}
