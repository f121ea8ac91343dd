package dev.sluice.core.provider;

/**
 * The deadlines of an upstream attempt, all in nanoseconds: {@code connect} to be connected (TLS included),
 * {@code firstByte} until the first output of a stream, {@code stall} between two reads of a stream, {@code unary} for
 * a whole unary answer, {@code total} for a whole exchange.
 */
public record Timeouts(long connectNanos, long firstByteNanos, long unaryNanos, long stallNanos, long totalNanos) {}
