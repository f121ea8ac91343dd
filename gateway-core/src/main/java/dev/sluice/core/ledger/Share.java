package dev.sluice.core.ledger;

/**
 * What an exchange used at a group that it was sent to before the one that answered last: it counts for the limits of
 * that group.
 *
 * @param tokens input and output
 */
public record Share(String provider, long tokens, long picoDollars) {}
