package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.ERROR_TYPE;
import static dev.sluice.metrics.instrument.Dimension.GEN_AI_OPERATION;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.TOKEN_TYPE;

import dev.sluice.metrics.instrument.Fact;
import java.util.List;

/**
 * OpenTelemetry's semantic conventions for generative AI, in the version that {@code docs/metrics.md} names: its names
 * as Prometheus has them, with units behind them. They are in development and have changed before, and so stay at one
 * version here, apart from the gateway's own names.
 */
final class Otel implements Vocabulary {

    private static final int INPUT_AND_OUTPUT = 2;
    private static final String OPERATION = "gen_ai_operation_name";
    private static final String PROVIDER_NAME = "gen_ai_provider_name";
    private static final String REQUEST_MODEL = "gen_ai_request_model";
    private static final double[] OPERATION_BOUNDS = {
        .01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };
    private static final double[] FIRST_BOUNDS = {
        .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10
    };
    private static final double[] NEXT_BOUNDS = {.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5};

    @Override
    public String name() {
        return "otel";
    }

    @Override
    public List<Family> families() {
        return List.of(
                Family.histogram(
                                "gen_ai_client_operation_duration_seconds",
                                "GenAI operations, from the first byte read of a request to the last byte written.",
                                Fact.OPERATIONS)
                        .by(OPERATION, GEN_AI_OPERATION)
                        .by(PROVIDER_NAME, PROVIDER)
                        .by(REQUEST_MODEL, MODEL)
                        .by("error_type", ERROR_TYPE)
                        .within(OPERATION_BOUNDS),
                Family.histogram("gen_ai_client_token_usage", "Input and output tokens of an operation.", Fact.TOKENS)
                        .by(OPERATION, GEN_AI_OPERATION)
                        .by(PROVIDER_NAME, PROVIDER)
                        .by(REQUEST_MODEL, MODEL)
                        .by("gen_ai_token_type", TOKEN_TYPE)
                        .only(row -> row.at(TOKEN_TYPE) < INPUT_AND_OUTPUT),
                stream(
                        "gen_ai_client_operation_time_to_first_chunk_seconds",
                        "Request written to a provider to the first output of its stream read.",
                        Fact.UPSTREAM_FIRST_CHUNK,
                        FIRST_BOUNDS),
                Family.histogram(
                                "gen_ai_client_operation_time_per_output_chunk_seconds",
                                "Time between two reads of a stream from a provider.",
                                Fact.CHUNK_GAP)
                        .by(PROVIDER_NAME, PROVIDER)
                        .within(NEXT_BOUNDS),
                stream(
                        "gen_ai_server_time_to_first_token_seconds",
                        "First byte of a request read to the first output of its stream written to the client.",
                        Fact.FIRST_TOKEN,
                        FIRST_BOUNDS),
                stream(
                        "gen_ai_server_time_per_output_token_seconds",
                        "First to last output of a stream, divided by the outputs after the first.",
                        Fact.OUTPUT_TOKEN,
                        NEXT_BOUNDS));
    }

    private static Family stream(String name, String help, Fact fact, double[] bounds) {
        return Family.histogram(name, help, fact)
                .by(PROVIDER_NAME, PROVIDER)
                .by(REQUEST_MODEL, MODEL)
                .within(bounds);
    }
}
