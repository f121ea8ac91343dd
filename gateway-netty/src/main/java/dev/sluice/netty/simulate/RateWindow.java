package dev.sluice.netty.simulate;

/**
 * So many requests in a window, which begins with the first request behind the end of the last one. Thread-safe: the
 * requests of one key come on all event loops.
 */
final class RateWindow {

    private final int limit;
    private final long windowNanos;
    private long endNanos;
    private int used;

    RateWindow(int limit, long windowNanos, long nowNanos) {
        this.limit = limit;
        this.windowNanos = windowNanos;
        this.endNanos = nowNanos;
    }

    /** A request comes, now, on the clock of {@link System#nanoTime()}. */
    synchronized Standing take(long nowNanos) {
        if (nowNanos - endNanos >= 0) {
            endNanos = nowNanos + windowNanos;
            used = 0;
        }
        boolean granted = used < limit;
        if (granted) {
            used++;
        }
        return new Standing(limit, limit - used, endNanos - nowNanos, granted);
    }

    /**
     * How a request found its window.
     *
     * @param remaining how many more there may be in it
     * @param resetNanos until it is over
     */
    record Standing(int limit, int remaining, long resetNanos, boolean granted) {}
}
