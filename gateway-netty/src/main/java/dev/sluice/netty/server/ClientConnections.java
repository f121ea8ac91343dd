package dev.sluice.netty.server;

import dev.sluice.netty.exchange.ExchangeHandler;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** All client connections: their number is bounded, and a drain finds them here. Thread-safe. */
final class ClientConnections {

    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final IntSupplier max;

    ClientConnections(IntSupplier max) {
        this.max = max;
    }

    /** Takes a new connection in, unless there are too many. */
    boolean admit(Channel channel) {
        if (count.incrementAndGet() > max.getAsInt()) {
            count.decrementAndGet();
            return false;
        }
        open.add(channel);
        channel.closeFuture().addListener(closed -> {
            open.remove(channel);
            if (count.decrementAndGet() == 0) {
                tellThatNoneIsLeft();
            }
        });
        return true;
    }

    int count() {
        return count.get();
    }

    /** Waits until there is no connection, at most so long; an interrupt ends the wait. */
    synchronized void awaitNone(long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            long left = nanos;
            while (count.get() > 0 && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tellThatNoneIsLeft() {
        notifyAll();
    }

    /** Closes those that have no request under way. */
    void closeIdle() {
        for (Channel channel : open) {
            channel.eventLoop().execute(() -> {
                ExchangeHandler handler = channel.pipeline().get(ExchangeHandler.class);
                if (handler != null) {
                    handler.closeIfIdle();
                }
            });
        }
    }

    /** Closes all, whatever they are doing. */
    void closeAll() {
        open.forEach(Channel::close);
    }
}
