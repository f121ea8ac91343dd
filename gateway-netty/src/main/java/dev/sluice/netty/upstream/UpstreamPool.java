package dev.sluice.netty.upstream;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import dev.sluice.netty.loop.Deadlines;
import dev.sluice.netty.loop.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one of a provider's addresses. Only its loop touches it, without locks; the
 * bounds on open connections and waiting requests are shared with the other loops through {@link OriginShare}. Idle
 * connections are taken youngest first, so that the surplus ages and is closed.
 */
final class UpstreamPool implements Deadlines.Expiry {

    private final Loop loop;
    private final OriginShare share;
    private final Connector connector;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Deadlines.Timer queueTimer;
    private final AtomicInteger activeCount = new AtomicInteger();
    private final AtomicInteger idleCount = new AtomicInteger();
    private final AtomicInteger pendingCount = new AtomicInteger();
    private Provider provider;
    private Origin origin;

    /** A request in the queue, whether only a new connection is good enough for it, and until when it waits. */
    private record Waiting(Waiter waiter, boolean fresh, long deadline) {}

    UpstreamPool(Loop loop, OriginShare share, Connector connector, Provider provider, Origin origin) {
        this.loop = loop;
        this.share = share;
        this.connector = connector;
        this.provider = provider;
        this.origin = origin;
        this.queueTimer = loop.deadlines().timer(this);
        share.join(this);
    }

    Loop loop() {
        return loop;
    }

    Provider provider() {
        return provider;
    }

    Origin origin() {
        return origin;
    }

    /** A reload may have changed the provider's bounds. */
    void now(Provider provider, Origin origin) {
        this.provider = provider;
        this.origin = origin;
    }

    /** Leases an idle connection, opens one, or waits for one. */
    void acquire(Waiter waiter) {
        UpstreamConnection connection = takeIdle();
        if (connection != null) {
            lease(waiter, connection);
        } else {
            open(waiter, false);
        }
    }

    /** As {@link #acquire}, but never an idle connection: for a request that a stale one left unanswered. */
    void acquireFresh(Waiter waiter) {
        open(waiter, true);
    }

    /** Takes a request back out of the queue. */
    void forget(Waiter waiter) {
        if (queue.removeIf(waiting -> waiting.waiter.equals(waiter))) {
            share.waited();
            pendingCount.set(queue.size());
        }
    }

    /** A connection has served its request and may serve another. */
    void release(UpstreamConnection connection) {
        Loop.add(activeCount, -1);
        Waiting next = queue.peek();
        if (next != null && !next.fresh) {
            queue.remove();
            share.waited();
            pendingCount.set(queue.size());
            lease(next.waiter, connection);
        } else if (share.somebodyWaits()) {
            // They wait for a new one or on another loop: they cannot use this connection, but its place.
            Loop.add(activeCount, 1);
            connection.abandon();
        } else {
            connection.idleUntil(System.nanoTime() + provider.limits().idleNanos());
            idle.addFirst(connection);
            idleCount.set(idle.size());
            if (share.somebodyWaits()) {
                // Who began to wait meanwhile saw no idle connection here, and nobody else would tell.
                connection.abandon();
            }
        }
    }

    /** A connection is closed, in whatever state it was. */
    void gone(UpstreamConnection connection) {
        if (idle.remove(connection)) {
            idleCount.set(idle.size());
        } else {
            Loop.add(activeCount, -1);
        }
        share.closed();
    }

    /** There may be room for a connection; callable from any thread. */
    void wake() {
        if (pendingCount.get() > 0) {
            loop.executor().execute(this::serveQueue);
        }
    }

    /** Another loop has a request waiting: gives it the place of one idle connection. Callable from any thread. */
    boolean giveUpOne() {
        if (idleCount.get() == 0) {
            return false;
        }
        loop.executor().execute(() -> {
            UpstreamConnection oldest = idle.peekLast();
            if (oldest != null) {
                oldest.abandon();
            }
        });
        return true;
    }

    int active() {
        return activeCount.getOpaque();
    }

    int idle() {
        return idleCount.get();
    }

    int pending() {
        return pendingCount.get();
    }

    @Override
    public void expired(long now) {
        while (!queue.isEmpty() && queue.peek().deadline - now <= 0) {
            Waiter tooLate = queue.remove().waiter;
            share.waited();
            pendingCount.set(queue.size());
            tooLate.refused(Failure.Code.POOL_EXHAUSTED);
        }
        if (!queue.isEmpty()) {
            queueTimer.set(queue.peek().deadline);
        }
    }

    private @Nullable UpstreamConnection takeIdle() {
        UpstreamConnection connection = idle.pollFirst();
        while (connection != null && !connection.isActive()) {
            // Closed, but its channelInactive has not run yet: gone() counts it as leased.
            Loop.add(activeCount, 1);
            connection = idle.pollFirst();
        }
        idleCount.set(idle.size());
        return connection;
    }

    private void lease(Waiter waiter, UpstreamConnection connection) {
        Loop.add(activeCount, 1);
        waiter.acquired(connection);
    }

    private void open(Waiter waiter, boolean fresh) {
        if (share.tryOpen(provider.limits().maxConnections())) {
            connect(waiter);
        } else if (share.tryWait(provider.limits().maxWaiting())) {
            long deadline = System.nanoTime() + provider.timeouts().connectNanos();
            queue.add(new Waiting(waiter, fresh, deadline));
            pendingCount.set(queue.size());
            if (!queueTimer.isSet()) {
                queueTimer.set(deadline);
            }
            share.askForPlace();
            // A place may have come free between the two counts; nobody would tell.
            serveQueue();
        } else {
            waiter.refused(Failure.Code.POOL_EXHAUSTED);
        }
    }

    private void connect(Waiter waiter) {
        connector.connect(this, new Connector.Result() {
            @Override
            public void connected(UpstreamConnection connection) {
                lease(waiter, connection);
            }

            @Override
            public void failed(Failure.Code code) {
                share.closed();
                waiter.refused(code);
            }
        });
    }

    private void serveQueue() {
        while (!queue.isEmpty() && share.tryOpen(provider.limits().maxConnections())) {
            Waiter next = queue.remove().waiter;
            share.waited();
            pendingCount.set(queue.size());
            connect(next);
        }
    }
}
