package dev.sluice.metrics.instrument;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one fact on one event loop, found by two small numbers: a {@link Cube} without a distribution. A row
 * is allotted at its first count and stays for ever. One thread writes; any thread may {@link #sum}.
 */
final class Tally {

    private static final VarHandle ROWS;
    private static final VarHandle ROW = MethodHandles.arrayElementVarHandle(long[][].class);

    static {
        try {
            ROWS = MethodHandles.lookup().findVarHandle(Tally.class, "rows", long[][].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int minors;
    private long[] @Nullable [] rows = new long[0][];

    /** @param minors how many values the second number may have */
    Tally(int minors) {
        this.minors = minors;
    }

    /** One row of a sum: a count for each minor number. */
    record Summed(int major, long[] counts) {}

    /** Counts one. */
    void add(int major, int minor) {
        Cells.add(row(major), minor, 1);
    }

    /** Counts several. */
    void add(int major, int minor, long amount) {
        Cells.add(row(major), minor, amount);
    }

    private long[] row(int major) {
        long[] @Nullable [] rows = this.rows;
        long @Nullable [] row = major < rows.length ? rows[major] : null;
        return row == null ? allot(major) : row;
    }

    /** Release after filling: a reader that finds a row finds it whole. */
    private long[] allot(int major) {
        if (major >= rows.length) {
            int length = Math.max(major + 1, rows.length + (rows.length >> 1));
            ROWS.setRelease(this, Arrays.copyOf(rows, length));
        }
        long[] row = new long[minors];
        ROW.setRelease(rows, major, row);
        return row;
    }

    /** The sum of the same tally of several loops: all rows that any of them holds. */
    static List<Summed> sum(List<Tally> tallies) {
        List<Summed> sums = new ArrayList<>();
        int majors = 0;
        for (Tally tally : tallies) {
            majors = Math.max(majors, ((long[][]) ROWS.getAcquire(tally)).length);
        }
        for (int major = 0; major < majors; major++) {
            long @Nullable [] total = null;
            for (Tally tally : tallies) {
                long @Nullable [] row = tally.find(major);
                if (row != null) {
                    total = total == null ? new long[row.length] : total;
                    for (int minor = 0; minor < row.length; minor++) {
                        total[minor] += Cells.get(row, minor);
                    }
                }
            }
            if (total != null) {
                sums.add(new Summed(major, total));
            }
        }
        return sums;
    }

    private long @Nullable [] find(int major) {
        long[][] rows = (long[][]) ROWS.getAcquire(this);
        return major < rows.length ? (long[]) ROW.getAcquire(rows, major) : null;
    }
}
