package dev.sluice.core.price;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after changed price files, each minute and on a thread of its own, until it is closed. Thread-safe. */
public final class PriceWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PriceWatch.class);
    private static final long PERIOD_SECONDS = 60;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "prices");
        made.setDaemon(true);
        return made;
    });

    private PriceWatch() {}

    /** Begins to look after the files of these books. */
    public static PriceWatch start(PriceBooks books) {
        PriceWatch watch = new PriceWatch();
        watch.thread.scheduleWithFixedDelay(() -> look(books), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        return watch;
    }

    /** What is thrown here would end the looking for good. */
    private static void look(PriceBooks books) {
        try {
            books.poll();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("price files were not looked at", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
