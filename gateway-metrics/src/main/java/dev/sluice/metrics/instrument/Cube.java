package dev.sluice.metrics.instrument;

import dev.sluice.core.time.Rests;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The histograms of one fact on one event loop, found by two small numbers. A histogram is allotted at its first
 * measurement and stays where it is for ever, so that counts never fall, whatever labels a reload adds. One thread
 * writes; any thread may {@link #sum}.
 */
final class Cube {

    private static final VarHandle PLANES;
    private static final VarHandle PLANE = MethodHandles.arrayElementVarHandle(long[][][].class);
    private static final VarHandle ROW = MethodHandles.arrayElementVarHandle(long[][].class);

    static {
        try {
            PLANES = MethodHandles.lookup().findVarHandle(Cube.class, "planes", long[][][].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Bounds bounds;
    private final int minors;
    private final Exemplars exemplars;
    private final UsedNumbers majors = new UsedNumbers();
    private long[] @Nullable [] @Nullable [] planes = new long[0][][];

    /** @param minors how many values the second number may have */
    Cube(Bounds bounds, int minors) {
        this.bounds = bounds;
        this.minors = minors;
        // The last cell is no bucket but the sum.
        this.exemplars = new Exemplars(bounds.cells() - 1);
    }

    /**
     * One histogram of a sum.
     *
     * @param exemplars the newest of each bucket; null: there are none
     */
    record Summed(
            int major, int minor, long[] cells, @Nullable Exemplar @Nullable [] exemplars) {

        Summed(int major, int minor, long[] cells) {
            this(major, minor, cells, null);
        }
    }

    /** Counts one value in its bucket and adds it to the sum. */
    void record(int major, int minor, long value) {
        long[] row = row(major, minor);
        Cells.add(row, bounds.bucket(value), 1);
        Cells.add(row, row.length - 1, value);
    }

    /**
     * Counts one value, and keeps it as its bucket's exemplar.
     *
     * @param seen null: it belongs to no recorded trace, and is counted only
     */
    void record(int major, int minor, long value, @Nullable Sighting seen) {
        record(major, minor, value);
        if (seen != null) {
            exemplars.keep(major, minor, bounds.bucket(value), new Exemplar(value, seen));
        }
    }

    private long[] row(int major, int minor) {
        long[] @Nullable [] @Nullable [] planes = this.planes;
        if (major < planes.length) {
            long @Nullable [] @Nullable [] plane = planes[major];
            long @Nullable [] row = plane == null ? null : plane[minor];
            if (row != null) {
                return row;
            }
        }
        return allot(major, minor);
    }

    /** Release after filling: a reader that finds a plane or a row finds it whole. */
    private long[] allot(int major, int minor) {
        if (major >= planes.length) {
            int length = Math.max(major + 1, planes.length + (planes.length >> 1));
            PLANES.setRelease(this, Arrays.copyOf(planes, length));
        }
        long @Nullable [] @Nullable [] plane = planes[major];
        if (plane == null) {
            plane = new long[minors][];
            PLANE.setRelease(planes, major, plane);
            majors.add(major);
        }
        long[] row = new long[bounds.cells()];
        ROW.setRelease(plane, minor, row);
        return row;
    }

    /**
     * The sum of the same cube of several loops: all histograms that any of them holds.
     *
     * @param rests taken now and then
     */
    static List<Summed> sum(List<Cube> cubes, Rests rests) {
        List<Summed> sums = new ArrayList<>();
        List<long[][]> planes = new ArrayList<>(cubes.size());
        int[] used = cubes.stream()
                .flatMapToInt(cube -> IntStream.of(cube.majors.all()))
                .sorted()
                .distinct()
                .toArray();
        List<Exemplars> marked = cubes.stream()
                .map(cube -> cube.exemplars)
                .filter(Exemplars::any)
                .toList();
        for (int major : used) {
            rests.step();
            for (Cube cube : cubes) {
                long @Nullable [] @Nullable [] plane = plane(cube, major);
                if (plane != null) {
                    planes.add(plane);
                }
            }
            for (int minor = 0; minor < cubes.get(0).minors; minor++) {
                // Before the cells: what is an exemplar here is counted there.
                @Nullable Exemplar @Nullable [] newest = Exemplars.newest(marked, major, minor);
                long @Nullable [] total = total(planes, minor);
                if (total != null) {
                    sums.add(new Summed(major, minor, total, newest));
                }
            }
            planes.clear();
        }
        return sums;
    }

    /** What stands at a place of these planes together, of which each is a loop's; null: nothing does. */
    private static long @Nullable [] total(List<long[][]> planes, int minor) {
        long @Nullable [] total = null;
        for (long[][] plane : planes) {
            long @Nullable [] row = (long[]) ROW.getAcquire(plane, minor);
            if (row != null) {
                total = total == null ? new long[row.length] : total;
                for (int i = 0; i < row.length; i++) {
                    total[i] += Cells.get(row, i);
                }
            }
        }
        return total;
    }

    private static long @Nullable [] @Nullable [] plane(Cube cube, int major) {
        long[][][] planes = (long[][][]) PLANES.getAcquire(cube);
        return major < planes.length ? (long[][]) PLANE.getAcquire(planes, major) : null;
    }
}
