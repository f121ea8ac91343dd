package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Usage;

/**
 * Counts what happens on one event loop. Only that loop writes, without locks, look-ups by string or allocation (but
 * for the first measurement of a label set); scrapes read from their own threads. A request costs about a dozen
 * measurements: what another fact's rows already tell is not recorded again but summed from them at a scrape.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class LoopRecorder implements LoopListener {

    static final int METHODS = Method.values().length;
    static final int STATUSES = 1000;
    static final int STREAMS = 2;
    static final int TOKEN_TYPES = 5;
    static final int QUEUE = 0;
    static final int TOTAL = 1;

    private static final int LAG_NEWEST = 0;
    private static final int BUSY = 1;

    final Cube http = Fact.HTTP_DURATION.cube(STATUSES);
    final Cube requestBody = Fact.REQUEST_BODY.cube(1);
    final Cube responseBody = Fact.RESPONSE_BODY.cube(1);
    final Cube operations = Fact.OPERATIONS.cube(STREAMS * Ending.COUNT);
    final Cube tokens = Fact.TOKENS.cube(TOKEN_TYPES);
    final Cube firstToken = Fact.FIRST_TOKEN.cube(1);
    final Cube upstreamFirstChunk = Fact.UPSTREAM_FIRST_CHUNK.cube(1);
    final Cube outputToken = Fact.OUTPUT_TOKEN.cube(1);
    final Cube chunkGap = Fact.CHUNK_GAP.cube(1);
    final Cube overhead = Fact.OVERHEAD.cube(1);
    final Cube attempts = Fact.ATTEMPTS.cube(Ending.COUNT);
    final Cube acquires = Fact.ACQUIRES.cube(1);
    final Cube lag = Fact.LOOP_LAG.cube(1);

    private final long[] active = new long[Endpoint.values().length];
    private final long[] paused = new long[Side.values().length];
    private final long[] probe = new long[2];
    private final int models;

    /** @param models the bound of model numbers, which keeps pairs of provider and model apart */
    LoopRecorder(int models) {
        this.models = models;
    }

    @Override
    public void requestStarted(Endpoint endpoint) {
        Cells.add(active, endpoint.ordinal(), 1);
    }

    @Override
    public void requestEnded(ExchangeRecord exchange) {
        Endpoint endpoint = exchange.request().endpoint();
        Cells.add(active, endpoint.ordinal(), -1);
        int routeAndMethod =
                endpoint.ordinal() * METHODS + exchange.request().method().ordinal();
        long duration = Math.max(0, exchange.timing().durationNanos());
        int status = Math.min(Math.max(0, exchange.result().status()), STATUSES - 1);
        http.record(routeAndMethod, status, duration);
        if (exchange.sizes().requestBody() > 0) {
            requestBody.record(routeAndMethod, 0, exchange.sizes().requestBody());
        }
        if (exchange.sizes().responseBody() > 0) {
            responseBody.record(routeAndMethod, 0, exchange.sizes().responseBody());
        }
        int operation = Operation.of(endpoint);
        if (operation != Operation.NONE) {
            operationEnded(exchange, operation, duration);
        }
    }

    private void operationEnded(ExchangeRecord exchange, int operation, long duration) {
        int pair = pair(exchange.route().provider(), exchange.route().model());
        int pairAndOperation = pair * Operation.count() + operation;
        int ending = Ending.of(exchange.result());
        int stream = exchange.request().stream() ? 1 : 0;
        operations.record(pairAndOperation, stream * Ending.COUNT + ending, duration);

        ExchangeRecord.Timing timing = exchange.timing();
        overhead.record(TOTAL, 0, Math.max(0, duration - Math.max(0, timing.upstreamNanos())));
        if (timing.queueNanos() >= 0) {
            overhead.record(QUEUE, 0, timing.queueNanos());
        }
        if (timing.firstTokenNanos() >= 0) {
            firstToken.record(pair, 0, timing.firstTokenNanos());
        }
        if (timing.upstreamFirstChunkNanos() >= 0) {
            upstreamFirstChunk.record(pair, 0, timing.upstreamFirstChunkNanos());
        }
        if (timing.outputNanos() >= 0 && timing.outputEvents() > 1) {
            outputToken.record(pair, 0, timing.outputNanos() / (timing.outputEvents() - 1));
        }
        used(exchange.usage(), pairAndOperation);
    }

    /** The order is that of {@link Dimension#TOKEN_TYPE}. */
    private void used(Usage usage, int pairAndOperation) {
        used(usage.input(), pairAndOperation, 0);
        used(usage.output(), pairAndOperation, 1);
        used(usage.reasoning(), pairAndOperation, 2);
        used(usage.cachedInput(), pairAndOperation, 3);
        used(usage.cacheWrite(), pairAndOperation, 4);
    }

    private void used(long count, int pairAndOperation, int type) {
        if (count >= 0) {
            tokens.record(pairAndOperation, type, count);
        }
    }

    @Override
    public void attemptEnded(AttemptRecord attempt) {
        int ending = Ending.of(attempt);
        attempts.record(pair(attempt.provider(), attempt.model()), ending, Math.max(0, attempt.durationNanos()));
    }

    @Override
    public void chunkRead(int provider, long gapNanos) {
        chunkGap.record(provider, 0, Math.max(0, gapNanos));
    }

    @Override
    public void resumed(Side side, long nanos) {
        Cells.add(paused, side.ordinal(), Math.max(0, nanos));
    }

    @Override
    public void acquired(int provider, long nanos) {
        acquires.record(provider, 0, Math.max(0, nanos));
    }

    @Override
    public void probed(long lagNanos, double busyRatio) {
        lag.record(0, 0, Math.max(0, lagNanos));
        Cells.set(probe, LAG_NEWEST, Math.max(0, lagNanos));
        Cells.set(probe, BUSY, Math.round(busyRatio * Fact.LOOP_BUSY.scale()));
    }

    private int pair(int provider, int model) {
        return provider * models + model;
    }

    /** Requests that started and have not ended, from any thread. */
    long active(Endpoint endpoint) {
        return Cells.get(active, endpoint.ordinal());
    }

    /** How long reading was paused on one side, in nanoseconds, from any thread. */
    long pausedNanos(Side side) {
        return Cells.get(paused, side.ordinal());
    }

    /** The newest probe's lag in nanoseconds, from any thread. */
    long newestLagNanos() {
        return Cells.get(probe, LAG_NEWEST);
    }

    /** The newest probe's busy ratio, in the cells of {@link Fact#LOOP_BUSY}, from any thread. */
    long newestBusy() {
        return Cells.get(probe, BUSY);
    }
}
