package dev.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that begin at the same moment, for stress tests; what one of them throws fails the test. */
public final class Together {

    /** What each thread does; told its number. */
    @FunctionalInterface
    public interface Work {
        void run(int thread) throws Exception;
    }

    private Together() {}

    /** Runs the work on so many threads and waits for all of them. */
    public static void run(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(executor.submit(() -> {
                    start.await();
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(300, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
