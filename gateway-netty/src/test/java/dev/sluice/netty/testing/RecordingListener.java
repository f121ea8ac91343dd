package dev.sluice.netty.testing;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a gateway tells. Thread-safe. */
public final class RecordingListener implements GatewayListener, LoopListener {

    private final AtomicInteger stale = new AtomicInteger();
    private final List<ExchangeRecord> exchanges = new CopyOnWriteArrayList<>();
    private final List<AttemptRecord> attempts = new CopyOnWriteArrayList<>();
    private final List<RetryReason> retries = new CopyOnWriteArrayList<>();
    private final List<FailoverResult> failovers = new CopyOnWriteArrayList<>();
    private final List<HedgeResult> hedges = new CopyOnWriteArrayList<>();
    private final List<Usage> wasted = new CopyOnWriteArrayList<>();
    private final List<Cost> wastedCosts = new CopyOnWriteArrayList<>();
    private final List<StrategyKind> routed = new CopyOnWriteArrayList<>();
    private final List<Switch> switches = new CopyOnWriteArrayList<>();
    private final List<RoutingFailure> routingFailures = new CopyOnWriteArrayList<>();
    private final List<BreakerState> breakers = new CopyOnWriteArrayList<>();
    private final AtomicInteger upstreamPauses = new AtomicInteger();
    private final AtomicInteger clientPauses = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();

    private final List<String> limits = new CopyOnWriteArrayList<>();
    private final List<String> charges = new CopyOnWriteArrayList<>();
    private final List<String> lookups = new CopyOnWriteArrayList<>();

    /** A strategy took another model: numbers of models. */
    public record Switch(int from, int to, StrategyKind by) {}

    @Override
    public LoopListener onLoop(int loop) {
        return this;
    }

    @Override
    public void requestStarted(Endpoint endpoint) {
        started.incrementAndGet();
    }

    @Override
    public void requestEnded(ExchangeRecord exchange) {
        exchanges.add(exchange);
    }

    @Override
    public void attemptEnded(AttemptRecord attempt) {
        attempts.add(attempt);
    }

    @Override
    public void retried(int provider, RetryReason reason) {
        retries.add(reason);
    }

    @Override
    public void failedOver(int from, int to, FailoverResult result) {
        failovers.add(result);
    }

    @Override
    public void hedged(int provider, HedgeResult result) {
        hedges.add(result);
    }

    @Override
    public void wasted(int provider, int model, Endpoint endpoint, Usage usage, Cost cost) {
        wasted.add(usage);
        wastedCosts.add(cost);
    }

    @Override
    public void limited(Scope scope, LimitKind kind, Account who) {
        limits.add(scope + " " + kind.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void charged(Account who, Funds from, long tokens, long picoDollars) {
        charges.add(from + " " + tokens);
    }

    @Override
    public void cacheLookedUp(CacheKind cache, CacheResult result, int model, Account who, long nanos) {
        lookups.add(cache + " " + result);
    }

    /** What came of looking into caches, in order. */
    public List<String> lookups() {
        return lookups;
    }

    /** Whose limits refused requests, and which, in order. */
    public List<String> limits() {
        return limits;
    }

    /** What exchanges were paid from, and how many tokens that were, in order. */
    public List<String> charges() {
        return charges;
    }

    @Override
    public void staleConnection(int provider) {
        stale.incrementAndGet();
    }

    @Override
    public void routed(StrategyKind strategy) {
        routed.add(strategy);
    }

    @Override
    public void switched(int fromModel, int toModel, StrategyKind strategy) {
        switches.add(new Switch(fromModel, toModel, strategy));
    }

    @Override
    public void routingFailed(RoutingFailure reason) {
        routingFailures.add(reason);
    }

    @Override
    public void breakerChanged(int provider, int model, BreakerState to) {
        breakers.add(to);
    }

    /** How many requests were written again to a fresh connection. */
    public int staleConnections() {
        return stale.get();
    }

    /** What attempts reported whose answers no client got, in order. */
    public List<Usage> wasted() {
        return wasted;
    }

    /** What they cost. */
    public List<Cost> wastedCosts() {
        return wastedCosts;
    }

    /** The strategies that chose targets, in order. */
    public List<StrategyKind> routed() {
        return routed;
    }

    /** Models that were taken instead of others, in order. */
    public List<Switch> switches() {
        return switches;
    }

    /** Why targets could not be chosen as they should have been, in order. */
    public List<RoutingFailure> routingFailures() {
        return routingFailures;
    }

    /** What breakers became, in order. */
    public List<BreakerState> breakers() {
        return breakers;
    }

    /** Why targets were tried again, in order. */
    public List<RetryReason> retries() {
        return retries;
    }

    /** What became of failovers, in order. */
    public List<FailoverResult> failovers() {
        return failovers;
    }

    /** What became of second attempts, in order. */
    public List<HedgeResult> hedges() {
        return hedges;
    }

    /** Exchanges that were settled, in order. */
    public List<ExchangeRecord> exchanges() {
        return exchanges;
    }

    /** Attempts that ended, in order. */
    public List<AttemptRecord> attempts() {
        return attempts;
    }

    @Override
    public void resumed(Side side, long nanos) {
        if (side == Side.UPSTREAM) {
            upstreamPauses.incrementAndGet();
        } else {
            clientPauses.incrementAndGet();
        }
    }

    /** How often a provider's socket was not read for a while. */
    public int upstreamPauses() {
        return upstreamPauses.get();
    }

    /** How often a client's socket was not read for a while. */
    public int clientPauses() {
        return clientPauses.get();
    }

    /** Exchanges that began. */
    public int started() {
        return started.get();
    }
}
