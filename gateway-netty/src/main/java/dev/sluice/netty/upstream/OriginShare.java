package dev.sluice.netty.upstream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all event loops share of one origin: the number of open connections and of waiting requests, each one atomic
 * count. Thread-safe: a loop that closes a connection wakes those that wait for the place.
 */
final class OriginShare {

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<UpstreamPool> pools = new CopyOnWriteArrayList<>();

    void join(UpstreamPool pool) {
        pools.add(pool);
    }

    /** Takes the place of one more connection, if there is one. */
    boolean tryOpen(int max) {
        return tryIncrement(open, max);
    }

    /** A connection is gone: somebody who waits, on whatever loop, may open one. */
    void closed() {
        open.decrementAndGet();
        if (waiting.get() > 0) {
            for (UpstreamPool pool : pools) {
                pool.wake();
            }
        }
    }

    /** Asks for the place of a connection that some loop keeps idle. */
    void askForPlace() {
        for (UpstreamPool pool : pools) {
            if (pool.giveUpOne()) {
                return;
            }
        }
    }

    /** Takes the place of one more waiting request, if there is one. */
    boolean tryWait(int max) {
        return tryIncrement(waiting, max);
    }

    void waited() {
        waiting.decrementAndGet();
    }

    boolean somebodyWaits() {
        return waiting.get() > 0;
    }

    private static boolean tryIncrement(AtomicInteger count, int max) {
        int seen = count.get();
        while (seen < max) {
            if (count.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = count.get();
        }
        return false;
    }
}
