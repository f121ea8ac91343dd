package dev.sluice.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.Together;
import dev.sluice.core.resilience.Health.Reading;
import dev.sluice.core.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static final long MILLI = 1_000_000;

    /** A time is kept in units of some 4 µs. */
    private static final long PRECISION = 4_096;

    private final ManualTime time = new ManualTime();
    private final Health health = new Health(
            new ResilienceSettings.Health(
                    Duration.ofMinutes(5).toNanos(), Duration.ofSeconds(30).toNanos(), 0),
            time);

    private Reading now() {
        time.advance(Duration.ofSeconds(1));
        return health.reading();
    }

    @Test
    void isWellWhileNothingIsKnown() {
        assertThat(now()).isEqualTo(Reading.UNKNOWN);
        assertThat(Reading.UNKNOWN.score()).isEqualTo(1);
    }

    @Test
    void tellsRatioAndLatency() {
        for (int i = 1; i <= 40; i++) {
            health.succeeded(i * MILLI);
        }
        for (int i = 0; i < 10; i++) {
            health.failed();
        }

        Reading reading = now();

        assertThat(reading.attempts()).isEqualTo(50);
        assertThat(reading.successRatio()).isEqualTo(0.8);
        assertThat(reading.p95Nanos()).isCloseTo(38 * MILLI, within(PRECISION));
        assertThat(reading.averageNanos()).isCloseTo(20 * MILLI + MILLI / 2, within(PRECISION));
        assertThat(reading.score()).isEqualTo(0.8);
    }

    @Test
    void isLoweredInProportionWhereItIsSlow() {
        health.succeeded(Duration.ofSeconds(60).toNanos());
        health.failed();

        assertThat(now().score()).isCloseTo(0.25, within(0.001));
    }

    @Test
    void isZeroWhereNothingSucceeds() {
        health.failed();
        health.failed();

        assertThat(now()).isEqualTo(new Reading(2, 0, 0, -1, 0));
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        health.failed();
        time.advance(Duration.ofMinutes(4));
        health.succeeded(MILLI);
        assertThat(now().attempts()).isEqualTo(2);

        time.advance(Duration.ofMinutes(1));
        assertThat(now().successRatio()).isEqualTo(1);
        time.advance(Duration.ofMinutes(4));

        assertThat(now()).isEqualTo(Reading.UNKNOWN);
    }

    @Test
    void forgetsAllButTheLastHundred() {
        for (int i = 0; i < 500; i++) {
            health.failed();
        }
        for (int i = 0; i < 99; i++) {
            health.succeeded(MILLI);
        }

        Reading reading = now();

        assertThat(reading.attempts()).isEqualTo(100);
        assertThat(reading.successRatio()).isEqualTo(0.99);
    }

    @Test
    void isReadAnewOnceASecond() {
        health.failed();
        Reading first = health.reading();
        health.succeeded(MILLI);

        time.advance(Duration.ofMillis(999));
        assertThat(health.reading()).isSameAs(first);
        time.advance(Duration.ofMillis(1));

        assertThat(health.reading().attempts()).isEqualTo(2);
    }

    @Test
    void takesTimesBeyondWhatItCanKeep() {
        health.succeeded(Duration.ofDays(1).toNanos());
        health.succeeded(0);
        health.succeeded(-5);

        Reading reading = now();

        assertThat(reading.successRatio()).isEqualTo(1);
        assertThat(reading.p95Nanos()).isGreaterThan(Duration.ofHours(1).toNanos());
    }

    @Test
    void losesNoAttemptWhereThreadsShareIt() throws Exception {
        Together.run(4, thread -> {
            for (int i = 0; i < 10_000; i++) {
                if (thread == 0) {
                    health.failed();
                } else {
                    health.succeeded(MILLI);
                }
                health.reading();
            }
        });
        Together.run(4, thread -> {
            for (int i = 0; i < 25; i++) {
                if (thread == 0) {
                    health.failed();
                } else {
                    health.succeeded(MILLI);
                }
            }
        });

        Reading reading = now();

        assertThat(reading.attempts()).isEqualTo(100);
        assertThat(reading.successRatio()).isEqualTo(0.75);
    }
}
