package dev.sluice.core.observe;

import dev.sluice.core.request.Endpoint;

/**
 * What happens on one event loop, told on that loop as it happens. Implementations keep plain, single-writer state; no
 * call may block, allocate per event, or throw. Durations are nanoseconds.
 */
public interface LoopListener {

    /** Hears nothing. */
    LoopListener SILENT = new LoopListener() {};

    /** Which side of the gateway a connection is on. */
    enum Side {
        CLIENT,
        UPSTREAM
    }

    /** A request's head has been read, or refused while it was read; {@link #requestEnded} follows exactly once. */
    default void requestStarted(Endpoint endpoint) {}

    /** A request is over, whatever way. */
    default void requestEnded(ExchangeRecord exchange) {}

    /** One attempt at a provider is over. */
    default void attemptEnded(AttemptRecord attempt) {}

    /** A stream's next bytes arrived from a provider, {@code gapNanos} after the ones before. */
    default void chunkRead(int provider, long gapNanos) {}

    /** Reading from one side was paused, because the other could not take more, and goes on after {@code nanos}. */
    default void resumed(Side side, long nanos) {}

    /** A connection for a request was at hand, or was made, after {@code nanos}. */
    default void acquired(int provider, long nanos) {}

    /**
     * The loop's own periodic probe: how late it ran, and the share of the last period that was spent working (0 to 1).
     */
    default void probed(long lagNanos, double busyRatio) {}
}
