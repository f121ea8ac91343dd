package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.BREAKER_STATE;
import static dev.sluice.metrics.instrument.Dimension.FAILOVER_RESULT;
import static dev.sluice.metrics.instrument.Dimension.FROM_MODEL;
import static dev.sluice.metrics.instrument.Dimension.FROM_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.HEDGE_RESULT;
import static dev.sluice.metrics.instrument.Dimension.KEY;
import static dev.sluice.metrics.instrument.Dimension.KEY_RESULT;
import static dev.sluice.metrics.instrument.Dimension.KEY_STATE;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.RETRY_REASON;
import static dev.sluice.metrics.instrument.Dimension.ROUTING_FAILURE;
import static dev.sluice.metrics.instrument.Dimension.STRATEGY;
import static dev.sluice.metrics.instrument.Dimension.TO_MODEL;
import static dev.sluice.metrics.instrument.Dimension.TO_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.VALIDATION_RESULT;

import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;

/** The part of the gateway's own names that tells how providers and their keys do, and who is chosen. */
final class SluiceProviders {

    private SluiceProviders() {}

    static List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(retries());
        families.addAll(breakers());
        families.addAll(health());
        families.addAll(keys());
        families.addAll(routing());
        return families;
    }

    private static List<Family> retries() {
        return List.of(
                Family.counter(
                                "sluice_retries_total",
                                "Attempts at a target that had failed, with another key or the same one.",
                                Fact.RETRIES)
                        .by("provider", PROVIDER)
                        .by("reason", RETRY_REASON),
                Family.counter(
                                "sluice_failovers_total",
                                "Attempts at another target than one that failed (invoked), and what became of them.",
                                Fact.FAILOVERS)
                        .by("from", FROM_PROVIDER)
                        .by("to", TO_PROVIDER)
                        .by("result", FAILOVER_RESULT),
                Family.counter(
                                "sluice_hedges_total",
                                "Second attempts because the first was late (invoked), and what became of them.",
                                Fact.HEDGES)
                        .by("provider", PROVIDER)
                        .by("result", HEDGE_RESULT),
                Family.counter(
                                "sluice_stale_connections_total",
                                "Requests written again to a fresh connection, because the pooled one had been closed "
                                        + "by the provider; no attempts of their own.",
                                Fact.STALE_CONNECTIONS)
                        .by("provider", PROVIDER));
    }

    private static List<Family> breakers() {
        return List.of(
                Family.gauge(
                                "sluice_circuit_state",
                                "1 for the state that the breaker of a model at a provider is in, 0 for its others.",
                                Fact.BREAKER)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("state", BREAKER_STATE),
                Family.counter(
                                "sluice_circuit_transitions_total",
                                "Changes of breakers, by the state they led to.",
                                Fact.BREAKER_TRANSITIONS)
                        .by("provider", PROVIDER)
                        .by("state", BREAKER_STATE));
    }

    private static List<Family> health() {
        return List.of(
                Family.gauge(
                                "sluice_provider_available",
                                "1 while a provider has a usable key, closed breakers and no failed probe, else 0.",
                                Fact.AVAILABILITY)
                        .by("provider", PROVIDER),
                Family.gauge(
                                "sluice_provider_health_ratio",
                                "Health of a model at a provider, 0 to 1: the success ratio, lowered where it is slow.",
                                Fact.HEALTH_SCORE)
                        .by("provider", PROVIDER)
                        .by("model", MODEL),
                Family.gauge(
                                "sluice_provider_success_ratio",
                                "Share of the newest attempts that succeeded; 1 when there were none.",
                                Fact.SUCCESS_RATIO)
                        .by("provider", PROVIDER)
                        .by("model", MODEL),
                Family.gauge(
                                "sluice_provider_latency_p95_seconds",
                                "95th percentile of the newest attempts' time to the first output of a stream, or to "
                                        + "the end of a unary answer; 0 when there were none.",
                                Fact.LATENCY_P95)
                        .by("provider", PROVIDER)
                        .by("model", MODEL));
    }

    private static List<Family> keys() {
        return List.of(
                Family.gauge("sluice_upstream_keys", "Keys of a group by state.", Fact.UPSTREAM_KEYS)
                        .by("group", PROVIDER)
                        .by("state", KEY_STATE),
                Family.counter(
                                "sluice_upstream_key_attempts_total",
                                "Attempts made with a key, by what they said of it.",
                                Fact.KEY_ATTEMPTS)
                        .by("provider", PROVIDER)
                        .by("key_name", KEY)
                        .by("result", KEY_RESULT),
                Family.gauge("sluice_upstream_key_health_ratio", "Health of a key, 0 to 1.", Fact.KEY_HEALTH)
                        .by("provider", PROVIDER)
                        .by("key_name", KEY),
                Family.counter(
                                "sluice_key_rotations_total",
                                "Keys selected for attempts, retries included.",
                                Fact.KEY_ATTEMPTS)
                        .by("group", PROVIDER),
                Family.counter("sluice_key_validations_total", "Validations of keys.", Fact.KEY_VALIDATIONS)
                        .by("group", PROVIDER)
                        .by("result", VALIDATION_RESULT));
    }

    private static List<Family> routing() {
        return List.of(
                Family.counter(
                                "sluice_routing_decisions_total",
                                "Requests whose target was chosen, by strategy.",
                                Fact.ROUTING_DECISIONS)
                        .by("strategy", STRATEGY),
                Family.counter(
                                "sluice_model_switches_total",
                                "Requests that a strategy gave to another model than the one asked for.",
                                Fact.MODEL_SWITCHES)
                        .by("from", FROM_MODEL)
                        .by("to", TO_MODEL)
                        .by("strategy", STRATEGY),
                Family.counter(
                                "sluice_routing_failures_total",
                                "Requests for which a strategy could not choose, so that they went to the model asked "
                                        + "for.",
                                Fact.ROUTING_FAILURES)
                        .by("reason", ROUTING_FAILURE));
    }
}
