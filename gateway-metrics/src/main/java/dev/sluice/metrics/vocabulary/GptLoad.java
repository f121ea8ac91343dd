package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.METHOD;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.STATUS;

import dev.sluice.core.observe.Labels;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Row;
import java.util.List;

/**
 * The names of GPT-Load. A proxied request is a client's request to a model endpoint that got as far as a provider,
 * counted once at its end with all its retries; its group is that provider.
 */
final class GptLoad implements Vocabulary {

    @Override
    public String name() {
        return "gpt-load";
    }

    @Override
    public List<Family> families() {
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
                        .by("endpoint", ROUTE),
                Family.count(
                                "gpt_load_proxy_requests_total",
                                "Total number of proxy requests per group",
                                Fact.OPERATIONS)
                        .by("group", PROVIDER)
                        .by("status", OUTCOME)
                        .only(GptLoad::proxied),
                Family.histogram(
                                "gpt_load_proxy_request_duration_seconds",
                                "Proxy request duration in seconds",
                                Fact.OPERATIONS)
                        .by("group", PROVIDER)
                        .within(.1, .5, 1, 2, 5, 10, 30, 60, 120)
                        .only(GptLoad::proxied));
    }

    private static boolean proxied(Row row) {
        return row.at(PROVIDER) != Labels.UNKNOWN;
    }
}
