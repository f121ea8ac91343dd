package dev.sluice.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.resilience.ResilienceSettings.Backoff;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffsTest {

    private static final long SECOND = 1_000_000_000;
    private static final Backoff BACKOFF = new Backoff(SECOND, 2, 10 * SECOND, 0.2);

    @Test
    void doublesUpToItsBound() {
        long[] seconds = {1, 2, 4, 8, 10, 10};
        for (int retry = 1; retry <= seconds.length; retry++) {
            assertThat(Backoffs.delayNanos(BACKOFF, retry, 0.5)).isEqualTo(seconds[retry - 1] * SECOND);
        }
        assertThat(Backoffs.delayNanos(BACKOFF, Integer.MAX_VALUE, 0.5)).isEqualTo(10 * SECOND);
    }

    @Test
    void variesByItsJitterToBothSides() {
        assertThat(Backoffs.delayNanos(BACKOFF, 1, 0)).isEqualTo(SECOND * 8 / 10);
        assertThat(Backoffs.delayNanos(BACKOFF, 1, 1)).isEqualTo(SECOND * 12 / 10);
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            assertThat(Backoffs.delayNanos(BACKOFF, 2, random.nextDouble()))
                    .isBetween(SECOND * 16 / 10, SECOND * 24 / 10);
        }
    }

    @Test
    void neverWaitsANegativeTime() {
        assertThat(Backoffs.delayNanos(new Backoff(SECOND, 1, SECOND, 1), 1, 0)).isZero();
    }
}
