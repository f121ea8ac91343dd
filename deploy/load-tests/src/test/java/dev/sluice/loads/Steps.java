package dev.sluice.loads;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what ended in each step of a ramp, and finds the knee in it. Thread-safe. */
final class Steps {

    private static final double NEAR = 0.95;

    private final int secondsEach;
    private final AtomicLongArray answered;
    private final AtomicLongArray failed;
    private final AtomicLongArray waitedNanos;
    private final AtomicLong startedNanos = new AtomicLong();

    Steps(int steps, int secondsEach) {
        this.secondsEach = secondsEach;
        answered = new AtomicLongArray(steps);
        failed = new AtomicLongArray(steps);
        waitedNanos = new AtomicLongArray(steps);
    }

    /** A request begins now, at the instant that is returned; the first one begins the first step. */
    long began() {
        long now = System.nanoTime();
        startedNanos.compareAndSet(0, now);
        return now;
    }

    /** A request that began then is over now; those behind the last step are left out. */
    void ended(long beganNanos, boolean failure) {
        long now = System.nanoTime();
        long step = TimeUnit.NANOSECONDS.toSeconds(now - startedNanos.get()) / secondsEach;
        if (step < answered.length()) {
            count((int) step, now - beganNanos, failure);
        }
    }

    void count(int step, long nanos, boolean failure) {
        if (failure) {
            failed.incrementAndGet(step);
        } else {
            answered.incrementAndGet(step);
            waitedNanos.addAndGet(step, nanos);
        }
    }

    /** The first step that answers nearly as much as the best one: what comes behind it only waits longer. */
    int knee() {
        long best = 0;
        for (int i = 0; i < answered.length(); i++) {
            best = Math.max(best, answered.get(i));
        }
        int knee = 0;
        while (answered.get(knee) < NEAR * best) {
            knee++;
        }
        return knee;
    }

    /** A line for each step, and one for the knee. */
    String describe(int usersEach) {
        StringBuilder lines = new StringBuilder("users  requests/s  mean ms  failed\n");
        for (int i = 0; i < answered.length(); i++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%5d  %10.1f  %7.1f  %6d%n",
                    usersEach * (i + 1),
                    (double) answered.get(i) / secondsEach,
                    waitedNanos.get(i) / 1e6 / Math.max(1, answered.get(i)),
                    failed.get(i)));
        }
        int knee = knee();
        return lines.append(String.format(
                        Locale.ROOT,
                        "knee: %d users, %.1f requests/s%s%n",
                        usersEach * (knee + 1),
                        (double) answered.get(knee) / secondsEach,
                        knee == answered.length() - 1 ? " (the last step: there may be more behind it)" : ""))
                .toString();
    }
}
