package dev.sluice.core.store.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that read what Redis says, of which Lettuce tells when it connects. Thread-safe. */
final class Readers implements NettyCustomizer {

    private final List<EventLoop> loops = new CopyOnWriteArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();

    @Override
    public void afterChannelInitialized(Channel channel) {
        if (!loops.contains(channel.eventLoop())) {
            loops.add(channel.eventLoop());
        }
    }

    /** Does something later on one of them in turn, after it has read; nothing where they have ended. */
    void later(Runnable what, long inMillis) {
        EventLoop loop = loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
        try {
            loop.schedule(what, inMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            turns.decrementAndGet();
        }
    }
}
