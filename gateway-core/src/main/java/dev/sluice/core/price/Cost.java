package dev.sluice.core.price;

/**
 * What an exchange cost.
 *
 * @param picoDollars 10⁻¹² USD each; 0 where nothing was to be paid
 * @param version the {@link PriceBook#version} it was computed with; empty without {@link Basis}
 */
public record Cost(long picoDollars, Basis basis, String version) {

    /** No exchange is taken to cost more: 10,000 USD. A provider that reports more tokens than that is wrong. */
    public static final long MOST = 10_000L * 1_000_000_000_000L;

    /** There was nothing to pay for. */
    public static final Cost NONE = new Cost(0, Basis.NONE, "");

    /** Where the price came from. */
    public enum Basis {
        /** The model's own price. */
        PRICED,
        /** The model has no price: the one for unknown models. */
        DEFAULT,
        /** The model has no price, and is taken to cost nothing. */
        ZERO,
        /** Nothing was used. */
        NONE;

        /** Whether something was used that has no price of its own. */
        public boolean unpriced() {
            return this == DEFAULT || this == ZERO;
        }
    }
}
