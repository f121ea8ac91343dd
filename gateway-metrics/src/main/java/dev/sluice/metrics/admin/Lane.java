package dev.sluice.metrics.admin;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded number of threads for one kind of work, with a bounded queue: what does not fit is refused at once. Only
 * the work is done here; bytes are read from and written to clients by the port's own threads, so that a slow reader
 * holds no lane. Thread-safe.
 */
final class Lane implements AutoCloseable {

    private static final long KEEP_ALIVE_SECONDS = 30;

    private static final Answer BUSY = Answer.error(503, "busy", "too many such requests at once; try again")
            .with("Retry-After", "1");
    private static final Answer TOO_MANY_SCRAPES = Answer.error(
                    429, "too_many_scrapes", "too many scrapes at once; try again")
            .with("Retry-After", "1");

    private final ThreadPoolExecutor threads;
    private final Answer whenFull;

    private Lane(String name, int threads, int waiting, Answer whenFull) {
        this.whenFull = whenFull;
        this.threads = new ThreadPoolExecutor(
                threads, threads, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), named(name));
        this.threads.allowCoreThreadTimeOut(true);
    }

    static Lane of(String name, int threads, int waiting) {
        return new Lane(name, threads, waiting, BUSY);
    }

    static Lane ofScrapes(int threads, int waiting) {
        return new Lane("admin-scrape", threads, waiting, TOO_MANY_SCRAPES);
    }

    static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Does the work here while the caller waits. */
    Answer call(Callable<Answer> work) throws ExecutionException, InterruptedException {
        try {
            return threads.submit(work).get();
        } catch (RejectedExecutionException e) {
            return whenFull;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
