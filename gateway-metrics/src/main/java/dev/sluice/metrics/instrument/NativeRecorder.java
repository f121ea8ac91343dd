package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.ExchangeRecord;

/**
 * What is recorded for native histograms, where they are on: {@link Cube}s of {@link NativeBounds}, told apart by what
 * is shown of them only. Of one event loop: only that loop writes, without allocation.
 */
final class NativeRecorder {

    static final int OUTCOMES = 2;

    final Cube operations = Fact.NATIVE_OPERATIONS.cube(OUTCOMES);
    final Cube firstToken = Fact.NATIVE_FIRST_TOKEN.cube(1);
    final Cube outputToken = Fact.NATIVE_OUTPUT_TOKEN.cube(1);
    final Cube overhead = Fact.NATIVE_OVERHEAD.cube(1);

    void operationEnded(ExchangeRecord exchange, int pair, int operation) {
        ExchangeRecord.Timing timing = exchange.timing();
        int outcome = Ending.outcome(Ending.of(exchange.result()));
        operations.record(pair * Operation.count() + operation, outcome, Math.max(0, timing.durationNanos()));
        overhead.record(LoopRecorder.TOTAL, 0, exchange.overheadNanos());
        if (timing.queueNanos() >= 0) {
            overhead.record(LoopRecorder.QUEUE, 0, timing.queueNanos());
        }
        if (timing.firstTokenNanos() >= 0) {
            firstToken.record(pair, 0, timing.firstTokenNanos());
        }
        if (timing.outputNanos() >= 0 && timing.outputEvents() > 1) {
            outputToken.record(pair, 0, timing.outputNanos() / (timing.outputEvents() - 1));
        }
    }
}
