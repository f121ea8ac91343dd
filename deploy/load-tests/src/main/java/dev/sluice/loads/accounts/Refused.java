package dev.sluice.loads.accounts;

/**
 * A request that was turned away with status 503.
 *
 * @param code of the error; empty where it has none
 * @param answeredNanos on the proof's clock
 */
record Refused(String code, long answeredNanos) {}
