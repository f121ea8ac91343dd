package dev.sluice.loads.proof;

import dev.sluice.loads.upstream.Exchange;
import dev.sluice.loads.upstream.Upstream;
import java.util.concurrent.atomic.AtomicLong;

/** An upstream that streams as many bytes of events as it is told, as fast as they are taken. Thread-safe. */
final class Flood implements Upstream.Script {

    private static final String EVENT = Farewells.event("x".repeat(16 * 1024));
    private static final String DONE = "data: [DONE]\n\n";

    private final long events;
    private final AtomicLong given = new AtomicLong();

    /** @param bytes about how long each answer is */
    Flood(long bytes) {
        events = Math.max(1, bytes / EVENT.length());
    }

    /** The length of a whole answer. */
    long length() {
        return events * EVENT.length() + DONE.length();
    }

    /** Bytes that were handed to sockets so far, over all answers. */
    long given() {
        return given.get();
    }

    @Override
    public void asked(Exchange exchange, String body) {
        exchange.beginEvents();
        pour(exchange, events);
    }

    private void pour(Exchange exchange, long left) {
        if (left > 0) {
            given.addAndGet(EVENT.length());
            exchange.chunk(EVENT);
            exchange.whenDrained(() -> pour(exchange, left - 1));
        } else {
            exchange.chunk(DONE);
            exchange.end();
        }
    }
}
