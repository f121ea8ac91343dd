package dev.sluice.metrics.admin;

import dev.sluice.core.time.Ticker;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many wrong logins a peer may try in a minute: guessing must not cost the gateway a password hash each
 * time. Remembers the newest peers only. Thread-safe.
 */
final class FailureLimit {

    static final int FAILURES = 10;

    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);
    private static final int PEERS = 1024;

    private final Ticker ticker;
    private final Map<InetAddress, Window> windows = new LinkedHashMap<>();

    FailureLimit(Ticker ticker) {
        this.ticker = ticker;
    }

    private record Window(long start, int failures) {}

    /** How many seconds the peer has to wait; 0 when it may try. */
    synchronized int waitSeconds(InetAddress peer) {
        Window window = windows.get(peer);
        if (window == null || window.failures() < FAILURES) {
            return 0;
        }
        long left = window.start() + WINDOW - ticker.nanoTime();
        if (left <= 0) {
            windows.remove(peer);
            return 0;
        }
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    /** Counts a wrong login; whether it is the one after which the peer has to wait. */
    synchronized boolean failed(InetAddress peer) {
        long now = ticker.nanoTime();
        Window window = windows.remove(peer);
        if (window == null || now - window.start() >= WINDOW) {
            window = new Window(now, 0);
        }
        int count = window.failures() + 1;
        windows.put(peer, new Window(window.start(), count));
        if (windows.size() > PEERS) {
            windows.remove(windows.keySet().iterator().next());
        }
        return count == FAILURES;
    }
}
