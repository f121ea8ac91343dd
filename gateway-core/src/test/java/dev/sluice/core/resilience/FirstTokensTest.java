package dev.sluice.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import dev.sluice.core.resilience.ResilienceSettings.Hedge;
import dev.sluice.core.time.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FirstTokensTest {

    private static final Hedge P95 = new Hedge(true, 0.95, 0.05);

    private final ManualTime time = new ManualTime();
    private final FirstTokens tokens = new FirstTokens(time);

    private void arrive(int from, int to) {
        for (int i = from; i <= to; i++) {
            tokens.arrived(i);
        }
    }

    @Test
    void knowsNothingUntilTwentyStreamsBegan() {
        arrive(1, 19);
        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(FirstTokens.UNKNOWN);

        arrive(20, 20);

        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(19);
        assertThat(tokens.lateAfterNanos(Hedge.OFF)).isEqualTo(FirstTokens.UNKNOWN);
    }

    @Test
    void tellsAnyQuantile() {
        arrive(1, 100);

        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(95);
        assertThat(tokens.lateAfterNanos(new Hedge(true, 0.5, 0.05))).isEqualTo(50);
        assertThat(tokens.lateAfterNanos(new Hedge(true, 1, 0.05))).isEqualTo(100);
    }

    @Test
    void forgetsAllButTheLast256() {
        arrive(1, 1_000);
        for (int i = 0; i < 256; i++) {
            tokens.arrived(7);
        }

        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(7);
    }

    @Test
    void looksAgainAfterASecondOrAQuarterOfWhatItKeeps() {
        arrive(1, 100);
        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(95);

        for (int i = 0; i < 63; i++) {
            tokens.arrived(1_000);
        }
        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(95);
        tokens.arrived(1_000);
        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(1_000);

        for (int i = 0; i < 60; i++) {
            tokens.arrived(2_000);
        }
        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(1_000);
        time.advance(Duration.ofSeconds(1));
        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(2_000);
    }

    @Test
    void neverHedgesMoreThanItsShare() {
        int hedges = 0;
        for (int streams = 1; streams <= 1_000; streams++) {
            tokens.begun();
            hedges += tokens.tryHedge(P95) ? 1 : 0;
            assertThat(hedges).isEqualTo(streams / 20);
        }
        assertThat(tokens.tryHedge(Hedge.OFF)).isFalse();
    }

    @Test
    void countsOnlyTheLastMinute() {
        for (int i = 0; i < 1_000; i++) {
            tokens.begun();
        }
        time.advance(Duration.ofMinutes(1));

        assertThat(tokens.tryHedge(P95)).isFalse();
    }

    @Test
    void isExactWhereThreadsShareIt() throws Exception {
        AtomicInteger hedges = new AtomicInteger();

        Together.run(4, thread -> {
            for (int i = 0; i < 10_000; i++) {
                tokens.begun();
                tokens.arrived(5);
                assertThat(tokens.lateAfterNanos(P95)).isIn(FirstTokens.UNKNOWN, 0L, 5L);
                hedges.addAndGet(tokens.tryHedge(P95) ? 1 : 0);
            }
        });
        while (tokens.tryHedge(P95)) {
            hedges.incrementAndGet();
        }

        assertThat(hedges).hasValue(2_000);
        assertThat(tokens.lateAfterNanos(P95)).isEqualTo(5);
    }
}
