package dev.sluice.core.admission;

/** What an exchange did use, all attempts together. */
public record Spent(long tokens, long picoDollars) {

    public static final Spent NOTHING = new Spent(0, 0);
}
