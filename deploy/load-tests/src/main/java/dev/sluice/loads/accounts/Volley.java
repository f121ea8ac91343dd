package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Conversation;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Request;
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
 * Requests to gateways in turn, all at once or at a rate, each on a connection that has no other under way: the next is
 * not kept waiting by a slow one. One thread of its own; made, told and asked by another.
 */
final class Volley implements AutoCloseable {

    private final Loop loop = new Loop("volley");
    private final List<InetSocketAddress> gateways;
    private final IntFunction<Request> requests;
    private final List<Deque<Line>> free = new ArrayList<>();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean stopped;
    private long due;
    private int sent;

    /** @param requests the request with a number, from 0 on, with the client's key */
    Volley(List<InetSocketAddress> gateways, IntFunction<Request> requests) {
        this.gateways = List.copyOf(gateways);
        this.requests = requests;
        gateways.forEach(each -> free.add(new ArrayDeque<>()));
    }

    /** Sends so many at once. */
    void all(int count) {
        running.addAndGet(count);
        loop.execute(() -> {
            for (int i = 0; i < count; i++) {
                send();
            }
        });
    }

    /** Sends at a rate, until {@link #stop}. */
    void pace(double perSecond) {
        long interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        loop.execute(() -> {
            due = System.nanoTime();
            sendWhatIsDue(interval);
        });
    }

    /** Sends nothing more, waits for what is under way, and gives what came of all. */
    List<Outcome> stop(Duration patience) throws IOException {
        stopped = true;
        boolean over = Pulse.until(patience, Duration.ofMillis(10), () -> running.get() == 0);
        Throwable failure = loop.failure();
        if (failure != null) {
            throw new IOException("the requests could not be sent", failure);
        }
        if (!over) {
            throw new IOException(running.get() + " requests were not answered within " + patience);
        }
        return outcomes();
    }

    /** What came of those that are over so far. */
    List<Outcome> outcomes() {
        return new ArrayList<>(outcomes);
    }

    @Override
    public void close() {
        stopped = true;
        loop.close();
    }

    private void sendWhatIsDue(long interval) {
        if (stopped) {
            return;
        }
        for (; due - System.nanoTime() <= 0; due += interval) {
            running.incrementAndGet();
            send();
        }
        loop.after(TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime()), () -> sendWhatIsDue(interval));
    }

    private void send() {
        int gateway = sent % gateways.size();
        Line kept = free.get(gateway).poll();
        Line line = kept == null ? new Line(gateway) : kept;
        line.send(sent, requests.apply(sent));
        sent++;
    }

    /** A connection to one of the gateways. */
    private final class Line implements Conversation.Listener {

        private final Conversation conversation = new Conversation(this);
        private final int gateway;
        private @Nullable Session session;
        private boolean busy;
        private int number;
        private long sentNanos;

        Line(int gateway) {
            this.gateway = gateway;
        }

        void send(int request, Request content) {
            busy = true;
            number = request;
            conversation.next();
            sentNanos = System.nanoTime();
            Session open = session;
            if (open == null) {
                open = loop.connect(gateways.get(gateway), conversation);
                session = open;
            }
            open.send(content.bytes(Ports.text(gateways.get(gateway))));
        }

        @Override
        public void ended(Ending ending) {
            if (busy) {
                busy = false;
                outcomes.add(
                        new Outcome(number, conversation.status(), ending, retryAfter(), sentNanos, System.nanoTime()));
                running.decrementAndGet();
            }
            Session open = session;
            if (ending == Ending.COMPLETE && !conversation.closes() && open != null && open.isOpen()) {
                free.get(gateway).push(this);
            } else {
                free.get(gateway).remove(this);
                if (open != null) {
                    open.close();
                }
            }
        }

        private long retryAfter() {
            String millis = conversation.field("retry-after-ms");
            return millis.isEmpty() ? -1 : Long.parseLong(millis);
        }
    }
}
