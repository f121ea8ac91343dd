package dev.sluice.netty.loop;

import dev.sluice.core.observe.LoopListener;
import io.netty.channel.Channel;

/**
 * Back-pressure: one side's socket is read only while the other side takes what was read. The one place that sets
 * autoRead. Turning it off stops socket reads, not what a decoder already holds: whoever listens takes the rest of a
 * burst.
 */
public final class FlowGate {

    private final Channel channel;
    private final LoopListener listener;
    private final LoopListener.Side side;
    private boolean paused;
    private long pausedAt;

    /** @param side whose socket is read through this gate */
    public FlowGate(Channel channel, LoopListener listener, LoopListener.Side side) {
        this.channel = channel;
        this.listener = listener;
        this.side = side;
    }

    public void pause() {
        if (!paused) {
            paused = true;
            pausedAt = System.nanoTime();
            channel.config().setAutoRead(false);
        }
    }

    public void resume() {
        if (paused) {
            paused = false;
            listener.resumed(side, System.nanoTime() - pausedAt);
            channel.config().setAutoRead(true);
        }
    }

    /** The channel is gone: a pause ends with it. */
    public void close() {
        if (paused) {
            paused = false;
            listener.resumed(side, System.nanoTime() - pausedAt);
        }
    }

    public boolean isPaused() {
        return paused;
    }
}
