package dev.sluice.loads.run;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A number of threads that take numbered tasks in turn, until none is left or the time is over. */
public final class Workers {

    /**
     * What there is to do.
     *
     * @param tasks how many; their numbers begin with 0
     * @param threads each with a worker of its own
     */
    public record Job(int tasks, int threads, Duration atMost) {}

    /** One thread's worker; closed when there is nothing left to do. */
    public interface Worker extends AutoCloseable {

        void work(int number) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Makes a worker, on the worker's own thread. */
    public interface Hiring {
        Worker hire() throws IOException;
    }

    private final AtomicInteger next = new AtomicInteger();
    private final Job job;
    private final long deadline;

    private Workers(Job job) {
        this.job = job;
        this.deadline = System.nanoTime() + job.atMost().toNanos();
    }

    /** Does the job and gives back how many tasks were begun; fails with what a worker failed with. */
    public static int run(Job job, Hiring hiring) throws InterruptedException, ExecutionException {
        Workers workers = new Workers(job);
        ExecutorService threads = Executors.newFixedThreadPool(job.threads());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < job.threads(); i++) {
                running.add(threads.submit(() -> {
                    workers.work(hiring);
                    return null;
                }));
            }
            for (Future<?> worker : running) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return Math.min(job.tasks(), workers.next.get());
    }

    private void work(Hiring hiring) throws IOException {
        try (Worker worker = hiring.hire()) {
            while (System.nanoTime() - deadline < 0) {
                int number = next.getAndIncrement();
                if (number >= job.tasks()) {
                    return;
                }
                worker.work(number);
            }
        }
    }
}
