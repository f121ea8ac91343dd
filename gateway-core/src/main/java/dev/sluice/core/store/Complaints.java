package dev.sluice.core.store;

import dev.sluice.core.time.Ticker;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that writing fails, once a minute at the most, and that it works again. One thread: a store's writer's. */
public final class Complaints {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Ticker ticker;
    private long failures;
    private long lastNanos;

    public Complaints(Ticker ticker) {
        this.ticker = ticker;
    }

    public void failed(StoreException cause) {
        long now = ticker.nanoTime();
        if (failures == 0 || now - lastNanos >= PAUSE_NANOS) {
            lastNanos = now;
            LOG.warn("{}; what changes meanwhile may not survive a restart", cause.getMessage());
        }
        failures++;
    }

    public void succeeded() {
        if (failures > 0) {
            LOG.info("the store can be written again, after {} attempts that failed", failures);
            failures = 0;
        }
    }
}
