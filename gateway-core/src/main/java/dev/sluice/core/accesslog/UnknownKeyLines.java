package dev.sluice.core.accesslog;

import dev.sluice.core.time.Ticker;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets ten lines a second through about requests with keys that nobody knows, so that who guesses keys does not fill
 * the disk; of how many are left out a line a minute tells. Thread-safe; its lock is held for some additions.
 */
final class UnknownKeyLines {

    /** Of each second. */
    static final int MOST = 10;

    private static final Logger LOG = LoggerFactory.getLogger(UnknownKeyLines.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Ticker ticker;
    private long second;
    private int passed;
    private long told;
    private long leftOut;

    UnknownKeyLines(Ticker ticker) {
        this.ticker = ticker;
        this.second = ticker.nanoTime();
        this.told = second;
    }

    /** Whether there is a line about another one. */
    synchronized boolean pass() {
        long now = ticker.nanoTime();
        if (now - second >= SECOND) {
            second = now;
            passed = 0;
        }
        if (now - told >= MINUTE) {
            tell();
            told = now;
        }
        if (passed >= MOST) {
            leftOut++;
            return false;
        }
        passed++;
        return true;
    }

    /** Says how many were left out since it was last said, if any. */
    synchronized void tell() {
        if (leftOut > 0) {
            LOG.warn("{} access lines about requests with unknown keys were left out", leftOut);
            leftOut = 0;
        }
    }
}
