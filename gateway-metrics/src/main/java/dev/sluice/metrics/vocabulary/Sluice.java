package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.BOUNDED;
import static dev.sluice.metrics.instrument.Dimension.ERROR_TYPE;
import static dev.sluice.metrics.instrument.Dimension.FAULT;
import static dev.sluice.metrics.instrument.Dimension.METHOD;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.OPERATION;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PHASE;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.STATUS;
import static dev.sluice.metrics.instrument.Dimension.STREAM;
import static dev.sluice.metrics.instrument.Dimension.TOKEN_TYPE;
import static dev.sluice.metrics.instrument.Dimension.USAGE;
import static dev.sluice.metrics.instrument.Dimension.VOCABULARY;

import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;

/** The gateway's own names. Everything that is known is told here; the other vocabularies tell parts of it. */
final class Sluice implements Vocabulary {

    private static final int SUCCESS = 0;
    /** What is shown of the finer bounds that operations and attempts are recorded with. */
    private static final double[] LATENCY = {.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300};

    @Override
    public String name() {
        return "sluice";
    }

    @Override
    public List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(http());
        families.addAll(operations());
        families.addAll(streams());
        families.addAll(SluiceNative.families());
        families.addAll(tokens());
        families.addAll(SluiceMoney.families());
        families.addAll(SluiceAccounts.families());
        families.addAll(SluiceSharedLimits.families());
        families.addAll(SluiceCaches.families());
        families.addAll(upstream());
        families.addAll(SluiceProviders.families());
        families.addAll(itself());
        families.addAll(SluiceRuntime.families());
        return families;
    }

    private static List<Family> http() {
        return List.of(
                Family.histogram(
                                "sluice_http_server_request_duration_seconds",
                                "Requests of clients, from the first byte read to the last byte written.",
                                Fact.HTTP_DURATION)
                        .by("method", METHOD)
                        .by("route", ROUTE)
                        .by("status_code", STATUS),
                Family.histogram(
                                "sluice_http_server_request_body_bytes",
                                "Bodies of clients' requests that had one.",
                                Fact.REQUEST_BODY)
                        .by("method", METHOD)
                        .by("route", ROUTE),
                Family.histogram(
                                "sluice_http_server_response_body_bytes",
                                "Bodies of answers that had one.",
                                Fact.RESPONSE_BODY)
                        .by("method", METHOD)
                        .by("route", ROUTE),
                Family.gauge("sluice_http_server_active_requests", "Requests in progress.", Fact.ACTIVE_REQUESTS)
                        .by("route", ROUTE));
    }

    private static List<Family> operations() {
        return List.of(
                Family.count(
                                "sluice_operations_total",
                                "Requests to model endpoints at their end, refused ones included.",
                                Fact.OPERATIONS)
                        .by("operation", OPERATION)
                        .by("stream", STREAM)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("outcome", OUTCOME)
                        .by("error_type", ERROR_TYPE)
                        .by("fault", FAULT),
                Family.histogram(
                                "sluice_operation_duration_seconds",
                                "Requests to model endpoints, from the first byte read to the last byte written.",
                                Fact.OPERATIONS)
                        .by("operation", OPERATION)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("outcome", OUTCOME)
                        .within(LATENCY),
                Family.histogram(
                                "sluice_group_operation_duration_seconds",
                                "Requests that got as far as a group, through its URL or for a model; retries "
                                        + "included.",
                                Fact.GROUP_OPERATIONS)
                        .by("group", PROVIDER)
                        .by("outcome", OUTCOME),
                Family.histogram(
                                "sluice_overhead_seconds",
                                "The gateway's own share of a request to a model endpoint, by phase; total is all the "
                                        + "time in which it waited for no provider, cache or client's body, nor "
                                        + "paused before another attempt.",
                                Fact.OVERHEAD)
                        .by("phase", PHASE));
    }

    private static List<Family> streams() {
        return List.of(
                Family.histogram(
                                "sluice_time_to_first_token_seconds",
                                "First byte of a request read to the first output of its stream written to the client.",
                                Fact.FIRST_TOKEN)
                        .by("provider", PROVIDER)
                        .by("model", MODEL),
                Family.histogram(
                                "sluice_upstream_time_to_first_chunk_seconds",
                                "Request written to a provider to the first output of its stream read.",
                                Fact.UPSTREAM_FIRST_CHUNK)
                        .by("provider", PROVIDER)
                        .by("model", MODEL),
                Family.histogram(
                                "sluice_time_per_output_token_seconds",
                                "First to last output of a stream, divided by the outputs after the first.",
                                Fact.OUTPUT_TOKEN)
                        .by("provider", PROVIDER)
                        .by("model", MODEL),
                Family.histogram(
                                "sluice_stream_chunk_gap_seconds",
                                "Time between two reads of a stream from a provider.",
                                Fact.CHUNK_GAP)
                        .by("provider", PROVIDER));
    }

    private static List<Family> tokens() {
        return List.of(
                Family.sum(
                                "sluice_tokens_total",
                                "Tokens as providers reported them (exact), or as the gateway counted them where they "
                                        + "did not (estimated); reasoning is part of output, cache reads and writes "
                                        + "are part of input.",
                                Fact.TOKENS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("type", TOKEN_TYPE)
                        .by("usage", USAGE),
                Family.histogram("sluice_operation_tokens", "Tokens of a request.", Fact.TOKENS)
                        .by("operation", OPERATION)
                        .by("type", TOKEN_TYPE));
    }

    private static List<Family> upstream() {
        return List.of(
                Family.histogram(
                                "sluice_upstream_attempt_duration_seconds",
                                "Attempts at providers, from asking for a connection to the last byte.",
                                Fact.ATTEMPTS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("group", PROVIDER)
                        .by("outcome", OUTCOME)
                        .within(LATENCY),
                Family.count("sluice_upstream_errors_total", "Attempts at providers that failed.", Fact.ATTEMPTS)
                        .by("provider", PROVIDER)
                        .by("error_type", ERROR_TYPE)
                        .only(row -> row.at(OUTCOME) != SUCCESS),
                Family.histogram(
                                "sluice_pool_acquire_seconds",
                                "Time until a request had a connection to its provider.",
                                Fact.ACQUIRES)
                        .by("provider", PROVIDER));
    }

    private static List<Family> itself() {
        return List.of(
                Family.histogram("sluice_scrape_seconds", "What scrapes took, before this one.", Fact.SCRAPES)
                        .by("vocabulary", VOCABULARY),
                Family.gauge("sluice_scrape_bytes", "Size of the scrape before this one, as sent.", Fact.SCRAPE_BYTES)
                        .by("vocabulary", VOCABULARY),
                Family.gauge("sluice_scrape_series", "Samples of the scrape before this one.", Fact.SCRAPE_SERIES)
                        .by("vocabulary", VOCABULARY),
                Family.counter(
                                "sluice_metrics_label_overflow_total",
                                "Label values that did not fit their bound and are shown as other.",
                                Fact.LABEL_OVERFLOWS)
                        .by("dimension", BOUNDED));
    }
}
