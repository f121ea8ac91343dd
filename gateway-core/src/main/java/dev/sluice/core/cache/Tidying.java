package dev.sluice.core.cache;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a cache puts off, on one thread of its own. It rests for some milliseconds behind each turn: while there is
 * much to do no event loop has to wake it, which would cost that more than a look into the cache. Thread-safe.
 */
public final class Tidying implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::work, "cache-tidying");

    /** Whether somebody has to wake the thread. */
    private volatile boolean asleep;

    private volatile boolean closed;

    /** Its thread begins at once, and keeps no process alive. */
    public Tidying() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        // Behind the queue: the thread says that it is asleep before it looks there for the last time.
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** What has not been done then is left undone. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void work() {
        while (!closed) {
            Runnable task = tasks.poll();
            if (task == null) {
                sleep();
                continue;
            }
            while (task != null) {
                run(task);
                task = tasks.poll();
            }
            LockSupport.parkNanos(this, REST_NANOS);
        }
    }

    private void sleep() {
        asleep = true;
        while (asleep && tasks.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a cache was not tidied", e);
        }
    }
}
