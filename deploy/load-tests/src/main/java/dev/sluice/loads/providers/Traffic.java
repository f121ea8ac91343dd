package dev.sluice.loads.providers;

import dev.sluice.loads.http.Conversation;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Session;
import dev.sluice.loads.run.Pulse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Requests at a fixed rate, whatever becomes of those before: a slow answer delays no other request. Connections are
 * kept, the one used last is used next; where none is free a new one is opened. One loop; its public methods are for
 * any thread.
 */
final class Traffic implements AutoCloseable {

    private final Loop loop = new Loop("traffic");
    private final InetSocketAddress gateway;
    private final IntFunction<byte[]> requests;
    private final long intervalNanos;
    private final Deque<Line> free = new ArrayDeque<>();
    private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean stopped;
    private long due;
    private int sent;

    /**
     * @param perSecond requests
     * @param requests the bytes of the request with a number, from 0 on; called on the traffic's own thread
     */
    Traffic(InetSocketAddress gateway, double perSecond, IntFunction<byte[]> requests) {
        this.gateway = gateway;
        this.requests = requests;
        this.intervalNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    void start() {
        loop.execute(() -> {
            due = System.nanoTime();
            sendWhatIsDue();
        });
    }

    /** Sends nothing more, and waits for what is under way. */
    void stop(Duration patience) throws IOException {
        stopped = true;
        if (!Pulse.until(patience, Duration.ofMillis(20), () -> running.get() == 0)) {
            throw new IOException(running.get() + " requests were not answered within " + patience);
        }
        Throwable failure = loop.failure();
        if (failure != null) {
            throw new IOException("the traffic itself failed", failure);
        }
    }

    /** What is over so far. */
    List<Visit> visits() {
        return new ArrayList<>(visits);
    }

    @Override
    public void close() {
        stopped = true;
        loop.close();
    }

    private void sendWhatIsDue() {
        if (stopped) {
            return;
        }
        for (; due - System.nanoTime() <= 0; due += intervalNanos) {
            running.incrementAndGet();
            Line line = free.isEmpty() ? new Line() : free.pop();
            line.send(sent, requests.apply(sent));
            sent++;
        }
        loop.after(TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime()), this::sendWhatIsDue);
    }

    /** A connection, on which one request at a time is under way. */
    private final class Line implements Conversation.Listener {

        private final Conversation conversation = new Conversation(this);
        private @Nullable Session session;
        private boolean busy;
        private int number;
        private long sentNanos;
        private long firstNanos;

        void send(int request, byte[] bytes) {
            busy = true;
            number = request;
            firstNanos = 0;
            conversation.next();
            sentNanos = System.nanoTime();
            Session open = session;
            if (open == null) {
                open = loop.connect(gateway, conversation);
                session = open;
            }
            open.send(bytes);
        }

        @Override
        public void advanced() {
            if (firstNanos == 0 && conversation.length() > 0) {
                firstNanos = System.nanoTime();
            }
        }

        @Override
        public void ended(Ending ending) {
            if (busy) {
                busy = false;
                note(ending);
            }
            Session open = session;
            if (ending == Ending.COMPLETE && !conversation.closes() && open != null && open.isOpen()) {
                free.push(this);
            } else {
                free.remove(this);
                if (open != null) {
                    open.close();
                }
            }
        }

        private void note(Ending ending) {
            long now = System.nanoTime();
            visits.add(new Visit(
                    number,
                    sentNanos,
                    firstNanos == 0 ? now : firstNanos,
                    now,
                    ending,
                    conversation.status(),
                    conversation.length(),
                    conversation.checksum()));
            running.decrementAndGet();
        }
    }
}
