package dev.sluice.core.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that is turned by hand, and tells when it is read. Single-threaded. */
final class TurnedClock extends Clock {

    private long epochMillis = 1_795_608_000_000L;
    private Runnable read = () -> {};

    void onRead(Runnable told) {
        read = told;
    }

    void turn(Duration by) {
        epochMillis += by.toMillis();
    }

    /** Without telling. */
    long now() {
        return epochMillis;
    }

    @Override
    public long millis() {
        read.run();
        return epochMillis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
