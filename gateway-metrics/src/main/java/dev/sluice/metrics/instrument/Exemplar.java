package dev.sluice.metrics.instrument;

/**
 * One measurement of those that a bucket counts, for whoever wants to see what such a one is like.
 *
 * @param value as cells hold it
 */
public record Exemplar(long value, Sighting seen) {

    /** Whether it was measured after another, or at the same time. */
    public boolean isAfter(Exemplar other) {
        return seen.epochMillis() >= other.seen.epochMillis();
    }
}
