package dev.sluice.netty.exchange;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where vectors are read and compared, so that no event loop waits for them: a few threads, and a bounded number of
 * looks that wait. When there are too many it refuses one at once, which is a miss. Thread-safe: all event loops share
 * it.
 */
public final class LookupPool implements Executor, AutoCloseable {

    private static final int MOST_WAITING = 1024;

    private final ThreadPoolExecutor threads;

    /** @param size threads at the most */
    public LookupPool(int size) {
        threads = new ThreadPoolExecutor(
                size,
                size,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                new DefaultThreadFactory("lookup", true));
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable look) {
        threads.execute(look);
    }

    /** What waits still is done. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
