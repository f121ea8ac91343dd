package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.KEY_STATE;
import static dev.sluice.metrics.instrument.Dimension.METHOD;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.STATUS;
import static dev.sluice.metrics.instrument.Dimension.VALIDATION_RESULT;

import dev.sluice.core.provider.KeyState;
import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of GPT-Load. A proxied request is a client's request that got as far as a group, counted once at its end
 * with all its retries; the group is the one in the URL, or the provider that a model request came to.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class GptLoad implements Vocabulary {

    @Override
    public String name() {
        return "gpt-load";
    }

    @Override
    public List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(http());
        families.addAll(groups());
        return families;
    }

    private static List<Family> http() {
        return List.of(
                Family.count("http_requests_total", "Total number of HTTP requests", Fact.HTTP_DURATION)
                        .by("method", METHOD)
                        .by("endpoint", ROUTE)
                        .by("status", STATUS),
                Family.histogram(
                                "http_request_duration_seconds", "HTTP request duration in seconds", Fact.HTTP_DURATION)
                        .by("method", METHOD)
                        .by("endpoint", ROUTE)
                        .by("status", STATUS)
                        .within(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10),
                Family.histogram("http_request_size_bytes", "HTTP request size in bytes", Fact.REQUEST_BODY)
                        .by("method", METHOD)
                        .by("endpoint", ROUTE),
                Family.histogram("http_response_size_bytes", "HTTP response size in bytes", Fact.RESPONSE_BODY)
                        .by("method", METHOD)
                        .by("endpoint", ROUTE));
    }

    private static List<Family> groups() {
        return List.of(
                Family.count(
                                "gpt_load_proxy_requests_total",
                                "Total number of proxy requests per group",
                                Fact.GROUP_OPERATIONS)
                        .by("group", PROVIDER)
                        .by("status", OUTCOME),
                Family.histogram(
                                "gpt_load_proxy_request_duration_seconds",
                                "Proxy request duration in seconds",
                                Fact.GROUP_OPERATIONS)
                        .by("group", PROVIDER)
                        .within(.1, .5, 1, 2, 5, 10, 30, 60, 120),
                keys("gpt_load_active_keys_total", "Total number of active API keys per group", KeyState.ACTIVE),
                keys("gpt_load_invalid_keys_total", "Total number of invalid API keys per group", KeyState.INVALID),
                Family.counter(
                                "gpt_load_key_rotations_total",
                                "Total number of key rotations per group: keys selected for attempts",
                                Fact.KEY_ATTEMPTS)
                        .by("group", PROVIDER),
                Family.counter("gpt_load_key_validation_total", "Total number of key validations", Fact.KEY_VALIDATIONS)
                        .by("group", PROVIDER)
                        .by("result", VALIDATION_RESULT));
    }

    /** A gauge, whatever its name says. */
    private static Family keys(String name, String help, KeyState state) {
        return Family.gauge(name, help, Fact.UPSTREAM_KEYS)
                .by("group", PROVIDER)
                .only(row -> row.at(KEY_STATE) == state.ordinal());
    }
}
