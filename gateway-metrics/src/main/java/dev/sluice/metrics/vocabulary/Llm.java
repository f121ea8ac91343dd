package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;

import dev.sluice.metrics.instrument.Fact;

/**
 * The {@code llm_} families that two vocabularies share. Every request to a model endpoint counts, refused ones too.
 */
final class Llm {

    static final Family REQUESTS = Family.count(
                    "llm_requests_total", "Total number of LLM requests, refused ones included", Fact.OPERATIONS)
            .by("provider", PROVIDER)
            .by("model", MODEL)
            .by("status", OUTCOME);

    /** One observation a client's request, for the provider that answered. */
    static final Family DURATION =
            Family.histogram("llm_request_duration_seconds", "LLM request duration in seconds", Fact.OPERATIONS);

    private Llm() {}
}
