package dev.sluice.core.routing;

/** How a route's target is chosen: the {@code strategy} label of routing decisions. */
public enum StrategyKind {
    PRIORITY,
    WEIGHTED,
    ROUND_ROBIN,
    COST,
    LATENCY,
    CAPABILITY,
    LEAST_BUSY,
    /** The client named the provider: {@code provider/model}. */
    DIRECT
}
