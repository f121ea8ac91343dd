package dev.sluice.netty.exchange;

import dev.sluice.netty.relay.Room;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of all bodies together that are held whole, bounded. Thread-safe: all event loops share it. */
public final class BodyMemory implements Room {

    private final AtomicLong used = new AtomicLong();
    private volatile long max;

    /** @param max bytes that may be held */
    public BodyMemory(long max) {
        this.max = max;
    }

    /** A reload may change the bound; what is held already stays. */
    public void max(long bytes) {
        max = bytes;
    }

    public long max() {
        return max;
    }

    public long used() {
        return used.get();
    }

    @Override
    public boolean reserve(long bytes) {
        if (used.addAndGet(bytes) <= max) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    @Override
    public void free(long bytes) {
        used.addAndGet(-bytes);
    }
}
