package dev.sluice.core.price;

/** What becomes of models without a price. */
public enum OnUnknown {
    /** They cost 20 USD a million tokens. */
    DEFAULT,
    /** Requests for them are refused. */
    REJECT,
    /** They cost nothing. */
    ZERO
}
