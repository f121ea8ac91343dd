package dev.sluice.metrics.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.metrics.instrument.Fact;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Buckets of first tokens end at 1, 5, 10, 20, 40, 60, 80, 100, 250 ms and so on, up to a minute. */
final class WindowTest {

    private final Window window = new Window(Fact.FIRST_TOKEN.bounds().orElseThrow());
    private final long[] counts =
            new long[Fact.FIRST_TOKEN.bounds().orElseThrow().shown().length + 1];

    private void round(int bucket, long more) {
        counts[bucket] += more;
        window.add(counts);
    }

    private Window.Percentiles percentiles() {
        return Objects.requireNonNull(window.percentiles());
    }

    @Test
    void knowsNothingFromASingleReading() {
        round(3, 1_000);

        assertThat(window.percentiles()).isNull();
    }

    @Test
    void reckonsEvenlyWithinABucket() {
        round(0, 0);
        round(3, 100);

        assertThat(percentiles().p50()).isCloseTo(0.015, within(1e-6));
        assertThat(percentiles().p99()).isCloseTo(0.0199, within(1e-6));
    }

    @Test
    void tellsTheHighestBoundOfWhatIsAboveAll() {
        round(0, 0);
        round(counts.length - 1, 5);

        assertThat(percentiles().p50()).isEqualTo(60);
    }

    @Test
    void forgetsWhatWasLongAgo() {
        round(0, 0);
        round(counts.length - 1, 1_000);
        for (int i = 0; i < Window.ROUNDS; i++) {
            round(0, 1);
        }

        assertThat(percentiles().p99()).isLessThan(0.001);
    }

    @Test
    void comparesWithNothingAfterAPause() {
        round(0, 0);
        round(3, 10);
        window.pause();
        round(3, 10);

        assertThat(window.percentiles()).isNull();
    }
}
