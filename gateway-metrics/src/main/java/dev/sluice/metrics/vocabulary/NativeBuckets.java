package dev.sluice.metrics.vocabulary;

import dev.sluice.metrics.instrument.NativeBounds;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cells of {@link NativeBounds} as a native histogram. One that has values in more than {@value #MOST} buckets is shown
 * with buckets twice as wide: cells never fall, so that it stays so from then on. Immutable.
 *
 * @param counts by index, without empty ones
 */
record NativeBuckets(int schema, long zeroCount, Map<Integer, Long> counts) {

    static final int MOST = 160;

    /** @param cells buckets in their order, and the sum behind them */
    static NativeBuckets of(long[] cells) {
        int widened = 0;
        NativeBuckets buckets = of(cells, widened);
        while (buckets.counts.size() > MOST) {
            buckets = of(cells, ++widened);
        }
        return buckets;
    }

    /** @param widened how often the width of a bucket is doubled */
    private static NativeBuckets of(long[] cells, int widened) {
        Map<Integer, Long> counts = new TreeMap<>();
        for (int cell = 1; cell < cells.length - 1; cell++) {
            if (cells[cell] != 0) {
                int index = NativeBounds.FIRST + cell - 1;
                // Rounded up: a wider bucket ends where the last of those in it does.
                int wider = -(-index >> widened);
                counts.merge(wider, cells[cell], Long::sum);
            }
        }
        return new NativeBuckets(NativeBounds.SCHEMA - widened, cells[0], counts);
    }

    HistogramDataPointSnapshot point(double sum, Labels labels) {
        NativeHistogramBuckets.Builder positive = NativeHistogramBuckets.builder();
        counts.forEach(positive::bucket);
        return new HistogramDataPointSnapshot(
                schema,
                zeroCount,
                NativeBounds.ZERO_THRESHOLD,
                positive.build(),
                NativeHistogramBuckets.EMPTY,
                sum,
                labels,
                Exemplars.EMPTY,
                0L);
    }
}
