package dev.sluice.core.time;

import java.util.concurrent.locks.LockSupport;

/**
 * Breaks in long work on a thread of its own. A thread that never waits keeps its processor for milliseconds, and an
 * event loop that has the same one waits for it; one that rests often gives way at once. For one thread, which blocks,
 * and whose work begins now.
 */
public final class Rests {

    private static final long WORK_NANOS = 100_000;

    /** As long as the system's timers are exact. */
    private static final long REST_NANOS = 50_000;

    /** So many small steps take some microseconds. */
    private static final int STEPS = 16;

    private final Ticker ticker = Ticker.SYSTEM;
    private long since = ticker.nanoTime();
    private int steps;

    /** As {@link #restWhenDue()}, for work of less than a microsecond: looks at the clock now and then only. */
    public void step() {
        if (++steps % STEPS == 0) {
            restWhenDue();
        }
    }

    /** Rests when that is due; to be called again and again within some tens of microseconds of work. */
    public void restWhenDue() {
        if (ticker.nanoTime() - since >= WORK_NANOS) {
            LockSupport.parkNanos(this, REST_NANOS);
            since = ticker.nanoTime();
        }
    }
}
