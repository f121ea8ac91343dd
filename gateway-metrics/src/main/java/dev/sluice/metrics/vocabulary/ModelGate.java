package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.CALL;
import static dev.sluice.metrics.instrument.Dimension.ERROR_CLASS;
import static dev.sluice.metrics.instrument.Dimension.FAILOVER_RESULT;
import static dev.sluice.metrics.instrument.Dimension.FROM_MODEL;
import static dev.sluice.metrics.instrument.Dimension.FROM_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.KEY;
import static dev.sluice.metrics.instrument.Dimension.KEY_RESULT;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.RETRY_REASON;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.ROUTING_FAILURE;
import static dev.sluice.metrics.instrument.Dimension.STRATEGY;
import static dev.sluice.metrics.instrument.Dimension.TENANT;
import static dev.sluice.metrics.instrument.Dimension.THINKING_TYPE;
import static dev.sluice.metrics.instrument.Dimension.TIER;
import static dev.sluice.metrics.instrument.Dimension.TOKEN_TYPE;
import static dev.sluice.metrics.instrument.Dimension.TO_MODEL;
import static dev.sluice.metrics.instrument.Dimension.TO_PROVIDER;

import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.request.Endpoint;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.KeyResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of ModelGate. What is decided for all tenants alike, or would be too much to tell for each, has {@code all}
 * where a tenant's id would be.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class ModelGate implements Vocabulary {

    static final String TENANT_ID = "tenant_id";
    static final String ALL = "all";

    private static final int SUCCESS = 0;
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int REASONING = 2;
    private static final Endpoint[] ENDPOINTS = Endpoint.values();
    private static final double NANOS_PER_MILLISECOND = 1e6;

    @Override
    public String name() {
        return "modelgate";
    }

    @Override
    public List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(requests());
        families.addAll(tokens());
        families.addAll(tenants());
        families.addAll(providers());
        families.addAll(routing());
        families.addAll(resilience());
        families.addAll(health());
        families.addAll(keys());
        families.addAll(ModelGateCaches.families());
        return families;
    }

    /** Its program registers the time of look-ups under another name. */
    @Override
    public List<Departure> departures() {
        return ModelGateCaches.departures();
    }

    private static List<Family> requests() {
        return List.of(
                Family.counter("modelgate_requests_total", "Total number of requests", Fact.USE_OPERATIONS)
                        .by("method", CALL)
                        .by("model", MODEL)
                        .by("status", OUTCOME)
                        .by(TENANT_ID, TENANT),
                Family.histogram("modelgate_request_duration_seconds", "Request duration histogram", Fact.OPERATIONS)
                        .by("method", CALL)
                        .by("model", MODEL)
                        .with(TENANT_ID, ALL)
                        .within(.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120),
                Family.gauge("modelgate_requests_in_flight", "Current requests being processed", Fact.ACTIVE_REQUESTS)
                        .only(row -> ENDPOINTS[row.at(ROUTE)].isModel()));
    }

    private static List<Family> tokens() {
        return List.of(
                tokens("modelgate_tokens_input_total", "Total input tokens", INPUT),
                tokens("modelgate_tokens_output_total", "Total output tokens", OUTPUT),
                tokens("modelgate_tokens_thinking_total", "Total thinking tokens", REASONING),
                Family.counter("modelgate_cost_usd_total", "Total cost in USD", Fact.USE_COST)
                        .by("model", MODEL)
                        .by("provider", PROVIDER)
                        .by(TENANT_ID, TENANT));
    }

    /** One of the types in {@link dev.sluice.metrics.instrument.Dimension#TOKEN_TYPE}. */
    private static Family tokens(String name, String help, int type) {
        return Family.counter(name, help, Fact.USE_TOKENS)
                .by("model", MODEL)
                .by("provider", PROVIDER)
                .by(TENANT_ID, TENANT)
                .only(row -> row.at(TOKEN_TYPE) == type);
    }

    private static List<Family> tenants() {
        return List.of(
                Family.gauge(
                        "modelgate_active_tenants",
                        "Number of active tenants: those with requests in the last five minutes",
                        Fact.ACTIVE_TENANTS),
                Family.counter("modelgate_tenant_requests_total", "Requests per tenant", Fact.TENANT_OPERATIONS)
                        .by(TENANT_ID, TENANT)
                        .by("tier", TIER),
                Family.counter("modelgate_tenant_tokens_total", "Tokens per tenant", Fact.TENANT_TOKENS)
                        .by(TENANT_ID, TENANT)
                        .by("tier", TIER)
                        .by("type", THINKING_TYPE)
                        .only(row -> row.at(TOKEN_TYPE) <= REASONING),
                Family.counter("modelgate_tenant_cost_usd_total", "Cost per tenant", Fact.TENANT_COST)
                        .by(TENANT_ID, TENANT)
                        .by("tier", TIER));
    }

    private static List<Family> providers() {
        return List.of(
                Family.count("modelgate_provider_requests_total", "Requests per provider", Fact.ATTEMPTS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL),
                Family.count("modelgate_provider_errors_total", "Errors per provider", Fact.ATTEMPTS)
                        .by("provider", PROVIDER)
                        .by("error_type", ERROR_CLASS)
                        .only(row -> row.at(OUTCOME) != SUCCESS),
                Family.histogram("modelgate_provider_latency_seconds", "Provider latency", Fact.ATTEMPTS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .within(.1, .5, 1, 2, 5, 10, 30));
    }

    private static List<Family> routing() {
        return List.of(
                Family.counter("modelgate_routing_decisions_total", "Total routing decisions", Fact.ROUTING_DECISIONS)
                        .by("strategy", STRATEGY)
                        .with(TENANT_ID, ALL),
                Family.counter(
                                "modelgate_routing_model_switch_total",
                                "Total model switches by routing",
                                Fact.MODEL_SWITCHES)
                        .by("from_model", FROM_MODEL)
                        .by("to_model", TO_MODEL)
                        .by("strategy", STRATEGY)
                        .with(TENANT_ID, ALL),
                Family.counter("modelgate_routing_failures_total", "Total routing failures", Fact.ROUTING_FAILURES)
                        .by("reason", ROUTING_FAILURE)
                        .with(TENANT_ID, ALL));
    }

    private static List<Family> resilience() {
        return List.of(
                Family.gauge(
                                "modelgate_circuit_breaker_state",
                                "Circuit breaker state (0=closed, 1=half-open, 2=open), the worst of the provider's",
                                Fact.BREAKER_WORST)
                        .by("provider", PROVIDER)
                        .with(TENANT_ID, ALL),
                Family.counter("modelgate_retry_attempts_total", "Total retry attempts", Fact.RETRIES)
                        .by("provider", PROVIDER)
                        .by("reason", RETRY_REASON)
                        .with(TENANT_ID, ALL),
                Family.counter(
                                "modelgate_fallback_invocations_total",
                                "Total fallback chain invocations",
                                Fact.FAILOVERS)
                        .by("primary_provider", FROM_PROVIDER)
                        .by("fallback_provider", TO_PROVIDER)
                        .with(TENANT_ID, ALL)
                        .only(row -> row.at(FAILOVER_RESULT) == FailoverResult.INVOKED.ordinal()),
                Family.counter("modelgate_fallback_success_total", "Successful fallback executions", Fact.FAILOVERS)
                        .by("fallback_provider", TO_PROVIDER)
                        .with(TENANT_ID, ALL)
                        .only(row -> row.at(FAILOVER_RESULT) == FailoverResult.SUCCESS.ordinal()));
    }

    private static List<Family> health() {
        return List.of(
                Family.gauge("modelgate_provider_health_score", "Provider health score (0-1)", Fact.HEALTH_SCORE)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .with(TENANT_ID, ALL),
                Family.gauge("modelgate_provider_success_rate", "Provider success rate (0-1)", Fact.SUCCESS_RATIO)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .with(TENANT_ID, ALL),
                Family.gauge(
                                "modelgate_provider_p95_latency_ms",
                                "Provider P95 latency in milliseconds",
                                Fact.LATENCY_P95)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .with(TENANT_ID, ALL)
                        .dividedBy(NANOS_PER_MILLISECOND));
    }

    private static List<Family> keys() {
        return List.of(
                Family.counter("modelgate_api_key_usage_total", "Total API key usage", Fact.KEY_ATTEMPTS)
                        .by("provider", PROVIDER)
                        .by("key_name", KEY)
                        .with(TENANT_ID, ALL),
                Family.gauge("modelgate_api_key_health_score", "API key health score (0-1)", Fact.KEY_HEALTH)
                        .by("provider", PROVIDER)
                        .by("key_name", KEY)
                        .with(TENANT_ID, ALL),
                Family.counter("modelgate_api_key_rate_limits_total", "Total rate limit hits", Fact.KEY_ATTEMPTS)
                        .by("provider", PROVIDER)
                        .by("key_name", KEY)
                        .with(TENANT_ID, ALL)
                        .only(row -> row.at(KEY_RESULT) == KeyResult.RATE_LIMITED.ordinal()));
    }
}
