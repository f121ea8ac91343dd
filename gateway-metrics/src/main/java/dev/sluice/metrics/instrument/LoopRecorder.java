package dev.sluice.metrics.instrument;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Usage;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.trace.Trace;
import dev.sluice.core.trace.TraceParent;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens on one event loop. Only that loop writes, without locks, look-ups by string or allocation (but
 * for the first measurement of a label set); scrapes read from their own threads. A request costs about fifteen
 * measurements: what another fact's rows already tell is not recorded again but summed from them at a scrape.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class LoopRecorder implements LoopListener {

    static final int METHODS = Method.values().length;
    static final int STATUSES = 1000;
    static final int STREAMS = 2;
    static final int TOKEN_TYPES = 5;
    static final int ORIGINS = Usage.Origin.values().length;
    static final int QUEUE = 0;
    static final int TOTAL = 1;

    private static final int LAG_NEWEST = 0;
    private static final int BUSY = 1;

    final Cube http = Fact.HTTP_DURATION.cube(STATUSES);
    final Cube requestBody = Fact.REQUEST_BODY.cube(1);
    final Cube responseBody = Fact.RESPONSE_BODY.cube(1);
    final Cube groups = Fact.GROUP_OPERATIONS.cube(2);
    final Cube operations = Fact.OPERATIONS.cube(STREAMS * Ending.COUNT);
    final Cube tokens = Fact.TOKENS.cube(ORIGINS * TOKEN_TYPES);
    final Tally costs = new Tally(ORIGINS);
    final Tally unpriced = new Tally(1);
    final Cube firstToken = Fact.FIRST_TOKEN.cube(1);
    final Cube upstreamFirstChunk = Fact.UPSTREAM_FIRST_CHUNK.cube(1);
    final Cube outputToken = Fact.OUTPUT_TOKEN.cube(1);
    final Cube chunkGap = Fact.CHUNK_GAP.cube(1);
    final Cube overhead = Fact.OVERHEAD.cube(1);
    final Cube attempts = Fact.ATTEMPTS.cube(Ending.COUNT);
    final Tally keyAttempts = new Tally(KeyResult.values().length);
    final Tally retries = new Tally(RetryReason.values().length);
    final Tally failovers = new Tally(FailoverResult.values().length);
    final Tally hedges = new Tally(HedgeResult.values().length);
    final Tally stale = new Tally(1);
    final Tally decisions = new Tally(StrategyKind.values().length);
    final Tally routingFailures = new Tally(RoutingFailure.values().length);
    final Cube acquires = Fact.ACQUIRES.cube(1);
    final Cube lag = Fact.LOOP_LAG.cube(1);

    final CallerRecorder callers;
    final CacheRecorder caches;

    private final long[] active = new long[Endpoint.values().length];
    private final long[] paused = new long[Side.values().length];
    private final long[] probe = new long[2];
    private final long[] switches = new long[SwitchSets.count()];
    private final SwitchSets switchSets;
    private final Clock clock;
    private final @Nullable NativeRecorder natives;
    private final int providers;
    private final int models;
    private final int keys;

    /**
     * Records nothing yet.
     *
     * @param identities whose bounds keep pairs of numbers apart
     * @param clock asked only where a trace is recorded
     * @param natives null: native histograms are off
     */
    LoopRecorder(Identities identities, SharedCounts shared, Clock clock, @Nullable NativeRecorder natives) {
        this.clock = clock;
        this.natives = natives;
        this.callers = new CallerRecorder(identities.callers(), shared);
        this.caches = new CacheRecorder(identities.callers().tenants(), shared.cacheSets());
        this.switchSets = shared.switches();
        this.providers = identities.providers().bound();
        this.models = identities.models().bound();
        this.keys = identities.keys().bound();
    }

    @Override
    public void requestStarted(Endpoint endpoint) {
        Cells.add(active, endpoint.ordinal(), 1);
    }

    @Override
    public void requestEnded(ExchangeRecord exchange) {
        boolean proxied = exchange.request().proxied();
        Endpoint route = proxied ? Endpoint.PROXY : exchange.request().endpoint();
        Cells.add(active, route.ordinal(), -1);
        int routeAndMethod =
                route.ordinal() * METHODS + exchange.request().method().ordinal();
        long duration = Math.max(0, exchange.timing().durationNanos());
        int status = Math.min(Math.max(0, exchange.result().status()), STATUSES - 1);
        if (exchange.sizes().requestBody() > 0) {
            requestBody.record(routeAndMethod, 0, exchange.sizes().requestBody());
        }
        if (exchange.sizes().responseBody() > 0) {
            responseBody.record(routeAndMethod, 0, exchange.sizes().responseBody());
        }
        callers.requestEnded(exchange, route);
        CacheUse use = exchange.cache();
        if (use != null) {
            caches.requestEnded(exchange, use);
        }
        Sighting seen = seen(exchange.request().recordedTrace());
        int operation = Operation.of(exchange.request().endpoint());
        int group = exchange.route().group();
        if (group != Labels.UNKNOWN && (proxied || operation != Operation.NONE)) {
            groups.record(group, exchange.result().success() ? 0 : 1, duration);
        }
        if (operation != Operation.NONE) {
            operationEnded(exchange, operation, seen);
            callers.operationEnded(exchange, operation);
        }
        // Last: who sees that a request is counted finds all that it did.
        http.record(routeAndMethod, status, duration, seen);
    }

    private @Nullable Sighting seen(@Nullable Trace trace) {
        return trace == null ? null : new Sighting(trace.id(), trace.spanId(), clock.millis());
    }

    private void operationEnded(ExchangeRecord exchange, int operation, @Nullable Sighting seen) {
        int pair = pair(exchange.route().provider(), exchange.route().model());
        int pairAndOperation = pair * Operation.count() + operation;
        int ending = Ending.of(exchange.result());
        int stream = exchange.request().stream() ? 1 : 0;
        ExchangeRecord.Timing timing = exchange.timing();
        operations.record(pairAndOperation, stream * Ending.COUNT + ending, Math.max(0, timing.durationNanos()), seen);
        overhead.record(TOTAL, 0, exchange.overheadNanos());
        if (timing.queueNanos() >= 0) {
            overhead.record(QUEUE, 0, timing.queueNanos());
        }
        if (timing.firstTokenNanos() >= 0) {
            firstToken.record(pair, 0, timing.firstTokenNanos(), seen);
        }
        if (timing.upstreamFirstChunkNanos() >= 0) {
            upstreamFirstChunk.record(pair, 0, timing.upstreamFirstChunkNanos());
        }
        if (timing.outputNanos() >= 0 && timing.outputEvents() > 1) {
            outputToken.record(pair, 0, timing.outputNanos() / (timing.outputEvents() - 1));
        }
        used(exchange.usage(), pairAndOperation);
        paid(exchange.cost(), exchange.usage().origin(), exchange.route().model(), pair);
        if (exchange.result().failure() == Code.MODEL_NOT_PRICED) {
            unpriced.add(exchange.route().model(), 0);
        }
        if (natives != null) {
            natives.operationEnded(exchange, pair, operation);
        }
    }

    private void paid(Cost cost, Usage.Origin origin, int model, int pair) {
        if (cost.picoDollars() > 0) {
            costs.add(pair, origin.ordinal(), cost.picoDollars());
        }
        if (cost.basis().unpriced()) {
            unpriced.add(model, 0);
        }
    }

    /** The order is that of {@link Dimension#TOKEN_TYPE}. */
    private void used(Usage usage, int pairAndOperation) {
        int first = usage.origin().ordinal() * TOKEN_TYPES;
        used(usage.input(), pairAndOperation, first);
        used(usage.output(), pairAndOperation, first + 1);
        used(usage.reasoning(), pairAndOperation, first + 2);
        used(usage.cachedInput(), pairAndOperation, first + 3);
        used(usage.cacheWrite(), pairAndOperation, first + 4);
    }

    private void used(long count, int pairAndOperation, int type) {
        if (count >= 0) {
            tokens.record(pairAndOperation, type, count);
        }
    }

    @Override
    public void attemptEnded(AttemptRecord attempt) {
        int ending = Ending.of(attempt);
        attempts.record(
                pair(attempt.provider(), attempt.model()),
                ending,
                Math.max(0, attempt.durationNanos()),
                seen(attempt.span()));
        if (attempt.key() != Labels.UNKNOWN) {
            keyAttempts.add(
                    attempt.provider() * keys + attempt.key(),
                    KeyResult.of(attempt).ordinal());
        }
    }

    private @Nullable Sighting seen(@Nullable TraceParent span) {
        return span == null ? null : new Sighting(span.traceId(), span.spanId(), clock.millis());
    }

    @Override
    public void retried(int provider, RetryReason reason) {
        retries.add(provider, reason.ordinal());
    }

    @Override
    public void failedOver(int from, int to, FailoverResult result) {
        failovers.add(from * providers + to, result.ordinal());
    }

    @Override
    public void hedged(int provider, HedgeResult result) {
        hedges.add(provider, result.ordinal());
    }

    @Override
    public void wasted(int provider, int model, Endpoint endpoint, Usage usage, Cost cost) {
        int operation = Operation.of(endpoint);
        if (operation != Operation.NONE) {
            used(usage, pair(provider, model) * Operation.count() + operation);
            costs.add(pair(provider, model), usage.origin().ordinal(), cost.picoDollars());
            callers.wasted(provider, model, usage, cost);
        }
    }

    @Override
    public void limited(Scope scope, LimitKind kind, Account who) {
        callers.limited(scope, kind, who);
    }

    @Override
    public void overBudget(LimitKind kind, Account who) {
        callers.overBudget(kind);
    }

    @Override
    public void charged(Account who, Funds from, long tokens, long picoDollars) {
        callers.charged(who, from, tokens, picoDollars);
    }

    @Override
    public void cacheLookedUp(CacheKind cache, CacheResult result, int model, Account who, long nanos) {
        caches.lookedUp(cache, result, nanos);
    }

    @Override
    public void routed(StrategyKind strategy) {
        decisions.add(0, strategy.ordinal());
    }

    @Override
    public void switched(int fromModel, int toModel, StrategyKind strategy) {
        Cells.add(switches, switchSets.number(fromModel, toModel, strategy), 1);
    }

    @Override
    public void routingFailed(RoutingFailure reason) {
        routingFailures.add(0, reason.ordinal());
    }

    @Override
    public void chunkRead(int provider, long gapNanos) {
        chunkGap.record(provider, 0, Math.max(0, gapNanos));
    }

    @Override
    public void staleConnection(int provider) {
        stale.add(provider, 0);
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

    /** What is recorded for native histograms; null: they are off. */
    @Nullable
    NativeRecorder natives() {
        return natives;
    }

    /** Requests that started and have not ended, from any thread. */
    long active(Endpoint endpoint) {
        return Cells.get(active, endpoint.ordinal());
    }

    /** Model switches of one number in {@link SwitchSets}, from any thread. */
    long switches(int number) {
        return Cells.get(switches, number);
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
