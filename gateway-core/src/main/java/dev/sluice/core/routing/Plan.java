package dev.sluice.core.routing;

import org.jspecify.annotations.Nullable;

/**
 * The targets of one request, in the order in which to try them: failing over is asking for the next. Made once a
 * request, used by its event loop only.
 */
public interface Plan {

    /** The route of the model that the client asked for. */
    Route route();

    /** The strategy that chose the first target. */
    StrategyKind strategy();

    /** The model that the strategy took instead of the one asked for, as number in {@code Identities.models}; -1: none. */
    int switchedTo();

    /** Why the strategy could not choose; null when it could. */
    @Nullable
    RoutingFailure failure();

    /**
     * The next target that may be used now: its breaker lets an attempt through, and it has a usable key. Those that may
     * not are passed over for good. Null when there is none left.
     */
    @Nullable
    Target next();

    /** As {@link #next}, but only a target that takes more tokens than this one. */
    @Nullable
    Target larger(Target than);
}
