package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.CACHE;
import static dev.sluice.metrics.instrument.Dimension.CACHE_RESULT;
import static dev.sluice.metrics.instrument.Dimension.METHOD;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.STATUS;
import static dev.sluice.metrics.instrument.Dimension.TOKEN_TYPE;

import dev.sluice.core.observe.CacheResult;
import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The names of Gatewayz. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class Gatewayz implements Vocabulary {

    private static final int INPUT_AND_OUTPUT = 2;
    private static final int HIT = CacheResult.HIT.ordinal();
    private static final int BYPASS = CacheResult.BYPASS.ordinal();

    @Override
    public String name() {
        return "gatewayz";
    }

    @Override
    public List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(http());
        families.addAll(models());
        families.addAll(providers());
        families.addAll(caches());
        families.addAll(GatewayzAccounts.families());
        return families;
    }

    /** It tells nobody's users and keys apart since it took them for personal. */
    @Override
    public List<Departure> departures() {
        Map<String, String> gone = Map.of(
                "credits_used_total", "user_id",
                "user_credit_balance", "user_id",
                "rate_limited_requests_total", "api_key",
                "current_rate_limit", "api_key",
                "api_key_usage_total", "api_key_id");
        List<Departure> departures = new ArrayList<>();
        for (Family family : GatewayzAccounts.families()) {
            String label = gone.get(family.name());
            if (label != null) {
                departures.add(new Departure(family.name(), family.without(label)));
            }
        }
        return departures;
    }

    private static List<Family> http() {
        return List.of(
                Family.count(
                                "http_requests_total",
                                "Total HTTP requests by method, endpoint, and status code",
                                Fact.HTTP_DURATION)
                        .by("method", METHOD)
                        .by("endpoint", ROUTE)
                        .by("status_code", STATUS),
                Family.histogram(
                                "http_request_duration_seconds", "HTTP request duration in seconds", Fact.HTTP_DURATION)
                        .by("method", METHOD)
                        .by("endpoint", ROUTE)
                        .within(.01, .025, .05, .1, .25, .5, 1, 2.5, 5));
    }

    private static List<Family> models() {
        return List.of(
                Family.count(
                                "model_inference_requests_total",
                                "Total inference requests by provider, model, and status",
                                Fact.OPERATIONS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("status", OUTCOME),
                Family.histogram(
                                "model_inference_duration_seconds",
                                "Inference duration by provider and model",
                                Fact.OPERATIONS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .within(.1, .5, 1, 2.5, 5, 10, 25, 60),
                Family.sum("tokens_used_total", "Tokens consumed (input/output) by provider and model", Fact.TOKENS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("token_type", TOKEN_TYPE)
                        .only(row -> row.at(TOKEN_TYPE) < INPUT_AND_OUTPUT));
    }

    /** Each cache for itself; one that could not answer in time has missed. */
    private static List<Family> caches() {
        return List.of(
                Family.count("cache_hits_total", "Cache hits by cache name", Fact.CACHE_LOOKUPS)
                        .by("cache_name", CACHE)
                        .only(row -> row.at(CACHE_RESULT) == HIT),
                Family.count("cache_misses_total", "Cache misses by cache name", Fact.CACHE_LOOKUPS)
                        .by("cache_name", CACHE)
                        .only(row -> row.at(CACHE_RESULT) != HIT && row.at(CACHE_RESULT) != BYPASS),
                Family.gauge("cache_size_bytes", "Cache size in bytes", Fact.CACHE_BYTES)
                        .by("cache_name", CACHE));
    }

    private static List<Family> providers() {
        return List.of(
                Family.gauge(
                                "provider_availability",
                                "Provider health status (1=available, 0=unavailable)",
                                Fact.AVAILABILITY)
                        .by("provider", PROVIDER),
                Family.gauge("provider_error_rate", "Provider error rate (0-1)", Fact.ERROR_RATIO)
                        .by("provider", PROVIDER),
                Family.histogram("provider_response_time_seconds", "Provider response time", Fact.ATTEMPTS)
                        .by("provider", PROVIDER)
                        .within(.1, .5, 1, 2.5, 5, 10));
    }
}
