package dev.sluice.core.time;

/** A monotonic clock, in nanoseconds from an arbitrary origin; the seam that lets tests turn time by hand. */
@FunctionalInterface
public interface Ticker {

    /** The machine's monotonic clock. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary but fixed instant; only differences mean something. */
    long nanoTime();
}
