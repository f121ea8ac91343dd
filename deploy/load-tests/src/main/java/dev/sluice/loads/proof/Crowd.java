package dev.sluice.loads.proof;

import dev.sluice.loads.http.Conversation;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.run.Report;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all listeners have in common: what they ask, what they have to get, and the count of what they got. Thread-safe.
 */
final class Crowd {

    /** A right answer's length and CRC-32. */
    record Expected(long length, long checksum) {}

    private static final int MAX_KINDS = 20;

    private final Expected expected;
    private final byte[] request;
    private final InetSocketAddress gateway;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final AtomicLong right = new AtomicLong();
    private final Map<String, Long> errors = new TreeMap<>();
    private volatile boolean stopped;

    Crowd(Expected expected, byte[] request, InetSocketAddress gateway) {
        this.expected = expected;
        this.request = request;
        this.gateway = gateway;
    }

    InetSocketAddress gateway() {
        return gateway;
    }

    /** The bytes of the request: shared, only to be sent. */
    byte[] request() {
        return request;
    }

    /** No stream begins any more. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    int running() {
        return running.get();
    }

    void began() {
        int now = running.incrementAndGet();
        mostRunning.accumulateAndGet(now, Math::max);
    }

    /** A stream is over: right, or an error that is counted under its kind. */
    void ended(Conversation conversation, Ending ending) {
        running.decrementAndGet();
        if (ending != Ending.COMPLETE) {
            error("status " + conversation.status() + ", " + ending);
        } else if (conversation.status() != 200) {
            error("status " + conversation.status());
        } else if (conversation.length() != expected.length() || conversation.checksum() != expected.checksum()) {
            error("not the provider's bytes");
        } else {
            right.incrementAndGet();
        }
    }

    void report(Report report) {
        report.figure("streams_right", right.get());
        report.figure("streams_at_once_at_most", mostRunning.get());
        report.same("streams_never_ended", 0, running.get());
        synchronized (errors) {
            report.figure("errors", errors);
            errors.forEach((kind, count) -> report.fail(count + " streams: " + kind));
        }
        if (right.get() == 0) {
            report.fail("not one stream was right");
        }
    }

    private void error(String kind) {
        synchronized (errors) {
            errors.merge(errors.size() < MAX_KINDS || errors.containsKey(kind) ? kind : "other", 1L, Long::sum);
        }
    }
}
