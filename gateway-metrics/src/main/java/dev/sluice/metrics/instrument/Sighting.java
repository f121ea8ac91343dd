package dev.sluice.metrics.instrument;

/**
 * That something measured belongs to a trace whose spans are recorded.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId that of what was measured
 * @param epochMillis when it was over
 */
public record Sighting(String traceId, long spanId, long epochMillis) {}
