package dev.sluice.core.routing;

/** Why a strategy could not choose, so that the requested model's own targets are taken: the {@code reason} label. */
public enum RoutingFailure {
    /** The list that the strategy came to is empty, or names nothing that can be used. */
    NO_CANDIDATES,
    /** No target is fast enough. */
    NO_PROVIDER_MEETS_LATENCY,
    /** No target can be used now: breakers are open, or there is no usable key. */
    NO_PROVIDER,
    /** The request could not be read as a conversation. */
    UNREADABLE
}
