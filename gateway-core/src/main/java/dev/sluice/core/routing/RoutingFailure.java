package dev.sluice.core.routing;

/**
 * Why a request's target could not be chosen as it should have been: the {@code reason} label. Where a strategy could
 * not choose, the requested model's own targets are taken.
 */
public enum RoutingFailure {
    /** The list that the strategy came to is empty, or names nothing that can be used. */
    NO_TARGET,
    /** No target can be used now: breakers are open, or probes fail. */
    NO_HEALTHY_TARGET,
    /** No target can be used now: no provider has a usable key. */
    NO_KEY,
    /** No target is fast enough. */
    LATENCY_ABOVE_MAXIMUM,
    /** The model is not configured. */
    UNKNOWN_MODEL
}
