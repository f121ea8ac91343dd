package dev.sluice.metrics.live;

import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one listener still has to be sent, as text of server-sent events. Thread-safe: events are put in by the feed,
 * and written by the thread that serves the listener, which is interrupted when the listener has fallen behind. An
 * interrupt ends a write that a full socket holds up, and closes the connection.
 */
final class LiveStream {

    /** How many events a listener may be behind. */
    static final int MOST_WAITING = 8;

    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** A comment: a sign of life, and nothing else. */
    private static final String HEARTBEAT = ":\n\n";

    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Ticker ticker;
    private @Nullable Thread writer;
    private boolean cut;

    LiveStream(Ticker ticker) {
        this.ticker = ticker;
    }

    /** False, and the listener is cut off, when it has not taken what came before. */
    boolean offer(String event) {
        if (waiting.offer(event)) {
            return true;
        }
        cut();
        return false;
    }

    /** Ends the stream, also in the middle of an event. */
    synchronized void cut() {
        cut = true;
        if (writer != null) {
            writer.interrupt();
        }
    }

    /**
     * Writes what comes until the time is over or the stream is cut, which is an {@link IOException}; on the thread
     * that serves the listener.
     */
    void writeTo(Writer to, long lifeNanos) throws IOException {
        begin();
        try {
            long end = ticker.nanoTime() + lifeNanos;
            for (long left = lifeNanos; left > 0; left = end - ticker.nanoTime()) {
                String event = waiting.poll(Math.min(left, HEARTBEAT_NANOS), TimeUnit.NANOSECONDS);
                to.write(event == null ? HEARTBEAT : event);
                to.flush();
            }
        } catch (InterruptedException e) {
            throw new IOException("the listener was cut off", e);
        } finally {
            end();
        }
    }

    private synchronized void begin() throws IOException {
        if (cut) {
            throw new IOException("the listener was cut off");
        }
        writer = Thread.currentThread();
    }

    /** An interrupt that came too late must not hit what the thread does next. */
    private synchronized void end() {
        writer = null;
        Thread.interrupted();
    }
}
