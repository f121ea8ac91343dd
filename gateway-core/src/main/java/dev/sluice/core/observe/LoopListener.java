package dev.sluice.core.observe;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;

/**
 * What happens on one event loop, told on that loop as it happens. Implementations keep plain, single-writer state; no
 * call may block, allocate per event, or throw. Durations are nanoseconds.
 */
public interface LoopListener {

    /** Hears nothing. */
    LoopListener SILENT = new LoopListener() {};

    /** What an exchange is paid from. */
    enum Funds {
        CREDITS,
        TRIAL
    }

    /** Which side of the gateway a connection is on. */
    enum Side {
        CLIENT,
        UPSTREAM
    }

    /**
     * A request's head has been read, or refused while it was read; {@link #requestEnded} follows exactly once. The
     * endpoint of a proxied request is {@link Endpoint#PROXY} here, whatever it asks the provider for.
     */
    default void requestStarted(Endpoint endpoint) {}

    /** A request is over, whatever way. */
    default void requestEnded(ExchangeRecord exchange) {}

    /** One attempt at a provider is over. */
    default void attemptEnded(AttemptRecord attempt) {}

    /** A target is about to be tried again. */
    default void retried(int provider, RetryReason reason) {}

    /** Another target is tried instead of one that failed ({@code INVOKED}), and what became of that. */
    default void failedOver(int from, int to, FailoverResult result) {}

    /** A second attempt was made because the first was late, and what became of that. */
    default void hedged(int provider, HedgeResult result) {}

    /** What an attempt reported whose answer no client got: it was billed all the same. */
    default void wasted(int provider, int model, Endpoint endpoint, Usage usage, Cost cost) {}

    /** A request was refused, or a stream ended, because of a limit, a trial's allowance or a lack of credits. */
    default void limited(Scope scope, LimitKind kind, Account who) {}

    /** A request passed though a budget is used up, which only warns. */
    default void overBudget(LimitKind kind, Account who) {}

    /** What an exchange used is taken from its user's credits or trial; once an exchange, at its end. */
    default void charged(Account who, Funds from, long tokens, long picoDollars) {}

    /**
     * A cache was looked into, or not, because the request said so; {@code model} is a number in
     * {@link Identities#models}. Once for each cache that the request came to.
     */
    default void cacheLookedUp(CacheKind cache, CacheResult result, int model, Account who, long nanos) {}

    /** A request's target was chosen. */
    default void routed(StrategyKind strategy) {}

    /** A strategy took another model than the one asked for: numbers in {@link Identities#models}. */
    default void switched(int fromModel, int toModel, StrategyKind strategy) {}

    /** A strategy could not choose. */
    default void routingFailed(RoutingFailure reason) {}

    /** A stream's next bytes arrived from a provider, {@code gapNanos} after the ones before. */
    default void chunkRead(int provider, long gapNanos) {}

    /** A pooled connection had been closed by the provider: the request was written again to a fresh one. */
    default void staleConnection(int provider) {}

    /** Reading from one side was paused, because the other could not take more, and goes on after {@code nanos}. */
    default void resumed(Side side, long nanos) {}

    /** A connection for a request was at hand, or was made, after {@code nanos}. */
    default void acquired(int provider, long nanos) {}

    /**
     * The loop's own periodic probe: how late it ran, and the share of the last period that was spent working (0 to 1).
     */
    default void probed(long lagNanos, double busyRatio) {}
}
