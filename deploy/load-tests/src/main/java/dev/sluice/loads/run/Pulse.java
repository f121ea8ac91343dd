package dev.sluice.loads.run;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The rhythm in which a proof asks, samples and waits; every wait has a bound. */
public final class Pulse {

    /** Something to look at again and again. */
    public interface Condition {
        boolean holds() throws IOException;
    }

    /** Something to do again and again. */
    public interface Task {
        void run() throws IOException;
    }

    private Pulse() {}

    /** Looks until the condition holds, at most so long; says whether it did. */
    public static boolean until(Duration limit, Duration interval, Condition condition) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            rest(interval);
        }
        return true;
    }

    /** Does the task after each interval, until so much time has passed. */
    public static void every(Duration interval, Duration total, Task task) throws IOException {
        long end = System.nanoTime() + total.toNanos();
        while (System.nanoTime() - end < 0) {
            rest(interval);
            task.run();
        }
    }

    /** Lets so much time pass. */
    public static void rest(Duration interval) {
        long end = System.nanoTime() + interval.toNanos();
        for (long left = interval.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
