package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.OPERATION;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PHASE;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;

import dev.sluice.metrics.instrument.Fact;
import java.util.List;

/**
 * The gateway's own latencies as native histograms, where these are on. Each has a classic one beside it, of another
 * name: a Prometheus that takes the native form of a family drops the buckets that queries ask for.
 */
final class SluiceNative {

    private SluiceNative() {}

    static List<Family> families() {
        return List.of(
                Family.nativeHistogram(
                                "sluice_operation_duration_native_seconds",
                                "Requests to model endpoints, as sluice_operation_duration_seconds.",
                                Fact.NATIVE_OPERATIONS)
                        .by("operation", OPERATION)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("outcome", OUTCOME),
                Family.nativeHistogram(
                                "sluice_time_to_first_token_native_seconds",
                                "First output of a stream, as sluice_time_to_first_token_seconds.",
                                Fact.NATIVE_FIRST_TOKEN)
                        .by("provider", PROVIDER)
                        .by("model", MODEL),
                Family.nativeHistogram(
                                "sluice_time_per_output_token_native_seconds",
                                "Outputs of a stream, as sluice_time_per_output_token_seconds.",
                                Fact.NATIVE_OUTPUT_TOKEN)
                        .by("provider", PROVIDER)
                        .by("model", MODEL),
                Family.nativeHistogram(
                                "sluice_overhead_native_seconds",
                                "The gateway's own share of a request, as sluice_overhead_seconds.",
                                Fact.NATIVE_OVERHEAD)
                        .by("phase", PHASE));
    }
}
