package dev.sluice.netty.simulate;

import java.util.ArrayList;
import java.util.List;

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
    record Standing(int limit, int remaining, long resetNanos, boolean granted) {

        /** The limit headers of an answer; and where the request was not granted, when to come again. */
        List<Received.Header> headers() {
            if (granted) {
                return limits();
            }
            List<Received.Header> headers = new ArrayList<>();
            headers.add(header("retry-after", Long.toString(up(resetNanos, 1_000_000_000))));
            headers.add(header("retry-after-ms", Long.toString(up(resetNanos, 1_000_000))));
            headers.addAll(limits());
            return headers;
        }

        /** The limit headers; there are tokens left, so that who looks at the wrong family waits for the wrong time. */
        List<Received.Header> limits() {
            return List.of(
                    header("x-ratelimit-limit-requests", Integer.toString(limit)),
                    header("x-ratelimit-remaining-requests", Integer.toString(remaining)),
                    header("x-ratelimit-reset-requests", Quantity.text(resetNanos)),
                    header("x-ratelimit-limit-tokens", "150000"),
                    header("x-ratelimit-remaining-tokens", "149984"),
                    header("x-ratelimit-reset-tokens", "6ms"));
        }

        private static Received.Header header(String name, String value) {
            return new Received.Header(name, value);
        }

        private static long up(long nanos, long unit) {
            return (nanos + unit - 1) / unit;
        }
    }
}
