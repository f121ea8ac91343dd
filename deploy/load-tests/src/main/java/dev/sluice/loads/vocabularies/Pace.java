package dev.sluice.loads.vocabularies;

import dev.sluice.loads.run.Pulse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When each of many requests has to begin, whatever became of those before it. Thread-safe. */
final class Pace {

    /** Time for connections to be made. */
    private static final long HEADWAY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final long began = System.nanoTime() + HEADWAY_NANOS;
    private final int rate;

    /** @param rate requests a second; 0: each begins when somebody has time for it */
    Pace(int rate) {
        this.rate = rate;
    }

    /** Waits until a request has to begin; the instant at which it had to. */
    long await(int number) {
        if (rate == 0) {
            return System.nanoTime();
        }
        long due = began + number * TimeUnit.SECONDS.toNanos(1) / rate;
        long left = due - System.nanoTime();
        if (left > 0) {
            Pulse.rest(Duration.ofNanos(left));
        }
        return due;
    }
}
