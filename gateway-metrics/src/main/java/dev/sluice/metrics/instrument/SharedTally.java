package dev.sluice.metrics.instrument;

import dev.sluice.metrics.instrument.Tally.Summed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counters of what happens rarely and on any thread, found by two small numbers. Thread-safe. */
final class SharedTally {

    private final AtomicLongArray counts;
    private final int minors;

    /** For as many values of the first and of the second number. */
    SharedTally(int majors, int minors) {
        this.counts = new AtomicLongArray(majors * minors);
        this.minors = minors;
    }

    /** Counts one. */
    void add(int major, int minor) {
        counts.getAndIncrement(major * minors + minor);
    }

    /** All rows in which anything was counted. */
    List<Summed> rows() {
        List<Summed> rows = new ArrayList<>();
        for (int major = 0; major < counts.length() / minors; major++) {
            long[] row = new long[minors];
            long any = 0;
            for (int minor = 0; minor < minors; minor++) {
                row[minor] = counts.get(major * minors + minor);
                any |= row[minor];
            }
            if (any != 0) {
                rows.add(new Summed(major, row));
            }
        }
        return rows;
    }
}
