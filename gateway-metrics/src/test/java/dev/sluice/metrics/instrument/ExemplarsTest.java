package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExemplarsTest {

    private static final int BUCKETS = 4;

    private static Exemplar exemplar(long value, long epochMillis) {
        return new Exemplar(value, new Sighting("4bf92f3577b34da6a3ce929d0e0e4736", 1, epochMillis));
    }

    @Test
    void keepsTheNewestOfAllLoopsForEachBucket() {
        Exemplars first = new Exemplars(BUCKETS);
        Exemplars second = new Exemplars(BUCKETS);
        first.keep(7, 1, 2, exemplar(10, 1_000));
        second.keep(7, 1, 2, exemplar(11, 2_000));
        first.keep(7, 1, 0, exemplar(1, 3_000));
        second.keep(7, 1, 0, exemplar(2, 2_500));
        second.keep(7, 0, 3, exemplar(99, 9_000));

        assertThat(Exemplars.newest(List.of(first, second), 7, 1))
                .containsExactly(exemplar(1, 3_000), null, exemplar(11, 2_000), null);
        assertThat(Exemplars.newest(List.of(first, second), 8, 1)).isNull();
    }

    @Test
    void holdsNoMoreHistogramsThanItMay() {
        Exemplars exemplars = new Exemplars(BUCKETS);
        for (int major = 0; major < 2 * Exemplars.MOST; major++) {
            exemplars.keep(major, 0, 0, exemplar(major, 1));
        }
        exemplars.keep(5, 0, 0, exemplar(0, 2));

        assertThat(Exemplars.newest(List.of(exemplars), Exemplars.MOST - 1, 0)).isNotNull();
        assertThat(Exemplars.newest(List.of(exemplars), Exemplars.MOST, 0)).isNull();
        assertThat(Exemplars.newest(List.of(exemplars), 5, 0)).startsWith(exemplar(0, 2));
    }
}
