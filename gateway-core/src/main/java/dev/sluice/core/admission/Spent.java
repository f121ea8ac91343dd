package dev.sluice.core.admission;

/** What an exchange did use, all attempts together. */
public record Spent(long tokens, long picoDollars) {

    public static final Spent NOTHING = new Spent(0, 0);

    /** As much of it as was reserved. */
    Spent upTo(Demand reserved) {
        return new Spent(Math.min(tokens, reserved.tokens()), Math.min(picoDollars, reserved.picoDollars()));
    }

    Spent minus(Spent other) {
        return new Spent(tokens - other.tokens, picoDollars - other.picoDollars);
    }
}
