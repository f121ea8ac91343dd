package dev.sluice.netty.exchange;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where long bodies are translated, so that no event loop waits for them: a few threads, and a bounded number of bodies
 * that wait. Thread-safe: all event loops share it.
 */
public final class TranslationPool implements AutoCloseable {

    private static final int MOST_WAITING = 256;

    private final ThreadPoolExecutor threads;

    /** @param size threads at the most */
    public TranslationPool(int size) {
        threads = new ThreadPoolExecutor(
                size,
                size,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                new DefaultThreadFactory("translation", true));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Has this done; false when too much waits already. */
    boolean take(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** What waits still is done. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
