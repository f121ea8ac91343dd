package dev.sluice.netty.testing;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.awaitility.Awaitility;

/** For tests of what is counted by the day: the day, and with it the month, must not end while they run. */
public final class Midnight {

    private static final Duration ROOM = Duration.ofSeconds(60);

    private Midnight() {}

    /** Returns at once, but for the last minute of a day in UTC, which it waits for to end. */
    public static void keepAway() {
        LocalTime late = LocalTime.MAX.minus(ROOM);
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .atMost(ROOM.multipliedBy(2))
                .until(() -> LocalTime.now(ZoneOffset.UTC).isBefore(late));
    }
}
