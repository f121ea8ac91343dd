package dev.sluice.core.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that is turned by hand, for intervals and on the wall; both begin at odd values, and stay in step. Thread-safe.
 */
public final class ManualTime implements Ticker {

    /** So near to the overflow that it is passed after an hour. */
    private static final long FIRST_TICK = Long.MAX_VALUE - Duration.ofHours(1).toNanos();

    private static final Instant FIRST_INSTANT = Instant.parse("2026-01-02T03:04:05Z");

    private final AtomicLong passed = new AtomicLong();

    @Override
    public long nanoTime() {
        return FIRST_TICK + passed.get();
    }

    public void advance(Duration duration) {
        passed.addAndGet(duration.toNanos());
    }

    /** What hangs on the wall. */
    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return FIRST_INSTANT.plusNanos(passed.get());
            }
        };
    }

    public long epochMillis() {
        return clock().millis();
    }
}
