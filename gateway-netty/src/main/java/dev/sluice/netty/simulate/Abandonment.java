package dev.sluice.netty.simulate;

/**
 * A client that closed its connection before its answer was over.
 *
 * @param target the request target
 * @param pieces how many events, or pieces of a unary body, were written by then
 * @param nanoTime when it was noticed, on the clock of {@link System#nanoTime()}
 */
public record Abandonment(String target, int pieces, long nanoTime) {}
