package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.OPERATION;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PHASE;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;

import dev.sluice.core.observe.Identities;
import dev.sluice.metrics.instrument.Cube.Summed;
import java.util.List;
import java.util.function.Function;

/** Sums at a scrape what was recorded for native histograms; made for one scrape, used by its thread. */
final class NativeFacts {

    private final List<NativeRecorder> loops;
    private final Identities identities;
    private final int models;

    NativeFacts(List<NativeRecorder> loops, Identities identities) {
        this.loops = loops;
        this.identities = identities;
        this.models = identities.models().bound();
    }

    void addTo(Totals.Builder totals) {
        // All cells first, names after them: see Metrics.totals.
        List<Summed> operations = sum(totals, recorder -> recorder.operations);
        List<Summed> firstToken = sum(totals, recorder -> recorder.firstToken);
        List<Summed> outputToken = sum(totals, recorder -> recorder.outputToken);
        int[] providerNames = Names.canonical(identities.providers());
        int[] modelNames = Names.canonical(identities.models());

        for (Summed row : operations) {
            int pair = row.major() / Operation.count();
            Row placed = new Row(row.cells())
                    .at(PROVIDER, providerNames[pair / models])
                    .at(MODEL, modelNames[pair % models])
                    .at(OPERATION, row.major() % Operation.count())
                    .at(OUTCOME, row.minor());
            totals.add(Fact.NATIVE_OPERATIONS, placed);
        }
        Function<Summed, Row> pair = row -> new Row(row.cells())
                .at(PROVIDER, providerNames[row.major() / models])
                .at(MODEL, modelNames[row.major() % models]);
        firstToken.forEach(row -> totals.add(Fact.NATIVE_FIRST_TOKEN, pair.apply(row)));
        outputToken.forEach(row -> totals.add(Fact.NATIVE_OUTPUT_TOKEN, pair.apply(row)));
        sum(totals, recorder -> recorder.overhead)
                .forEach(row -> totals.add(Fact.NATIVE_OVERHEAD, new Row(row.cells()).at(PHASE, row.major())));
    }

    private List<Summed> sum(Totals.Builder totals, Function<NativeRecorder, Cube> cube) {
        return loops.isEmpty() ? List.of() : Cube.sum(loops.stream().map(cube).toList(), totals.rests());
    }
}
