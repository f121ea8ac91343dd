package dev.sluice.metrics.instrument;

import dev.sluice.metrics.instrument.Cube.Summed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Histograms of what is told from any thread, found by one small number: a {@link Cube} for many writers. Thread-safe.
 */
final class SharedCube {

    private final Bounds bounds;
    private final int cells;
    private final AtomicLongArray counts;

    /** @param majors how many values the number may have */
    SharedCube(Bounds bounds, int majors) {
        this.bounds = bounds;
        this.cells = bounds.cells();
        this.counts = new AtomicLongArray(majors * cells);
    }

    /** Counts one value in its bucket and adds it to the sum. */
    void record(int major, long value) {
        counts.getAndIncrement(major * cells + bounds.bucket(value));
        counts.getAndAdd(major * cells + cells - 1, value);
    }

    /** All histograms, empty ones too. */
    List<Summed> rows() {
        List<Summed> rows = new ArrayList<>();
        for (int major = 0; major < counts.length() / cells; major++) {
            long[] row = new long[cells];
            for (int cell = 0; cell < cells; cell++) {
                row[cell] = counts.get(major * cells + cell);
            }
            rows.add(new Summed(major, 0, row));
        }
        return rows;
    }
}
