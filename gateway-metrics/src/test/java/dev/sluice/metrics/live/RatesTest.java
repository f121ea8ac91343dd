package dev.sluice.metrics.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RatesTest {

    private static final long SECOND = 1_000_000_000L;

    private final Rates rates = new Rates();

    private double after(double seconds, long total) {
        now += Math.round(seconds * SECOND);
        rates.begin(now);
        return rates.of("a", total);
    }

    private long now = 17 * SECOND;

    @Test
    void areUnknownTheFirstTime() {
        assertThat(after(0, 500)).isZero();
        assertThat(rates.known()).isFalse();
    }

    @Test
    void areOfTheTimeThatHasPassed() {
        after(0, 500);

        assertThat(after(1, 510)).isEqualTo(10);
        assertThat(after(2, 540)).isEqualTo(15);
        assertThat(after(1, 540)).isZero();
    }

    @Test
    void takeWhatAppearsForGrownFromNothing() {
        after(0, 500);
        rates.begin(now + SECOND);

        assertThat(rates.of("new", 3)).isEqualTo(3);
    }

    @Test
    void areUnknownAfterAPause() {
        after(0, 500);

        assertThat(after(60, 5_000)).isZero();
        assertThat(after(1, 5_001)).isEqualTo(1);
    }
}
