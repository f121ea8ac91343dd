package dev.sluice.core.manage;

import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up entries that are old, in small parts with nothing locked between them, so that whoever writes need not wait
 * for long. One thread at a time.
 */
final class UsageRetention {

    private static final Logger LOG = LoggerFactory.getLogger(UsageRetention.class);

    /** Of each part: some ten milliseconds. */
    static final int PART = 1_000;

    /** Of each turn, and so of each second: as many as can be settled in one. */
    static final int MOST_PARTS = 25;

    private final UsageRecords usage;
    private final Duration kept;
    private final Clock clock;
    private boolean failing;

    UsageRetention(UsageRecords usage, Duration kept, Clock clock) {
        this.usage = usage;
        this.kept = kept;
        this.clock = clock;
    }

    void turn() {
        long before = clock.millis() - kept.toMillis();
        try {
            int parts = 1;
            while (usage.prune(before, PART) >= PART && parts < MOST_PARTS) {
                parts++;
            }
            failing = false;
        } catch (StoreException e) {
            if (!failing) {
                LOG.warn("old usage cannot be given up: {}; it is tried again", e.getMessage());
            }
            failing = true;
        }
    }
}
