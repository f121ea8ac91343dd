package dev.sluice.loads.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

public final class LatenciesTest {

    @Test
    void tellQuantilesByNearestRank() {
        Latencies latencies = Latencies.of(LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000));

        assertThat(latencies.count()).isEqualTo(200);
        assertThat(latencies.millis(.5)).isEqualTo(100);
        assertThat(latencies.millis(.99)).isEqualTo(198);
        assertThat(latencies.millis(1)).isEqualTo(200);
        assertThat(latencies.millis(0)).isEqualTo(1);
    }

    @Test
    void tellOneAtEveryQuantileWhereThereIsButOne() {
        assertThat(Latencies.of(LongStream.of(7_000_000)).millis(.99)).isEqualTo(7);
    }

    @Test
    void tellNothingOfNothing() {
        assertThatThrownBy(() -> Latencies.of(LongStream.empty())).isInstanceOf(IllegalArgumentException.class);
    }
}
