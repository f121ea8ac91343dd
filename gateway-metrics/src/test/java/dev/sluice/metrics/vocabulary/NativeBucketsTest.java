package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.NativeBounds;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeBucketsTest {

    private final double[] bounds =
            Fact.NATIVE_OPERATIONS.bounds().orElseThrow().shown();

    /** A cell for each bound, one above them all, and the sum. */
    private long[] cells() {
        return new long[bounds.length + 2];
    }

    @Test
    void hasTheBucketsOfTheSchema() {
        long[] cells = cells();
        cells[0] = 5;
        for (int cell = 1; cell < bounds.length; cell++) {
            Arrays.fill(cells, 1, cells.length, 0);
            cells[cell] = 3;
            NativeBuckets buckets = NativeBuckets.of(cells);

            assertThat(buckets.schema()).isEqualTo(3);
            assertThat(buckets.zeroCount()).isEqualTo(5);
            int index = buckets.counts().keySet().iterator().next();
            assertThat(Math.pow(2, index / 8.0)).isEqualTo(bounds[cell]);
            assertThat(buckets.counts()).isEqualTo(Map.of(index, 3L));
        }
        assertThat(bounds[0]).isEqualTo(NativeBounds.ZERO_THRESHOLD);
        assertThat(bounds[bounds.length - 1]).isGreaterThan(1_500);
    }

    @Test
    void widensBucketsWhereThereWouldBeTooMany() {
        long[] cells = cells();
        Arrays.fill(cells, 0, cells.length - 1, 1);

        NativeBuckets buckets = NativeBuckets.of(cells);

        assertThat(buckets.schema()).isEqualTo(2);
        assertThat(buckets.counts()).hasSizeLessThanOrEqualTo(NativeBuckets.MOST);
        assertThat(buckets.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(cells.length - 2);
        // 2^(-105/8) and 2^(-104/8) end in one bucket, which ends with the second.
        assertThat(buckets.counts())
                .containsEntry(-52, 2L)
                .containsEntry(-53, 1L)
                .containsEntry(0, 2L);
    }
}
