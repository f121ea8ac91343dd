package dev.sluice.core.resilience;

/** What a breaker lets through. */
public enum BreakerState {
    /** Everything. */
    CLOSED,
    /** A few attempts that decide what is next. */
    HALF_OPEN,
    /** Nothing. */
    OPEN
}
