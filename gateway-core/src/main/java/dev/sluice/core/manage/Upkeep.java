package dev.sluice.core.manage;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that gives each of some jobs a turn every second, from its start to {@link #close}. */
final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final List<Runnable> jobs;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "upkeep");
        made.setDaemon(true);
        return made;
    });

    Upkeep(List<Runnable> jobs) {
        this.jobs = List.copyOf(jobs);
        thread.scheduleWithFixedDelay(this::turn, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A turn that fails must not be the last one. */
    void turn() {
        for (Runnable job : jobs) {
            try {
                job.run();
            } catch (RuntimeException e) {
                LOG.error("a turn of the upkeep failed", e);
            }
        }
    }

    /** Waits for the turn under way, for two seconds at the most. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("the upkeep did not end within two seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
