package dev.sluice.metrics.instrument;

/** How many spans did not reach the collector. May be asked from any thread. */
public interface SpanLosses {

    /** Those that came faster than they could be made or sent. */
    long unqueued();

    /** Those that the collector did not take. */
    long unsent();
}
