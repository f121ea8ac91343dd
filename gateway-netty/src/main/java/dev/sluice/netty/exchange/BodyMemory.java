package dev.sluice.netty.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of all held request bodies together, bounded. Thread-safe: all event loops share it. */
public final class BodyMemory {

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

    /** Reserves room for more bytes; false, and nothing reserved, when there is none. */
    boolean reserve(long bytes) {
        if (used.addAndGet(bytes) <= max) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void free(long bytes) {
        used.addAndGet(-bytes);
    }
}
