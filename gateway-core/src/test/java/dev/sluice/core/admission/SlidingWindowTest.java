package dev.sluice.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {

    private static final long LENGTH = 1_000;

    private final SlidingWindow window = new SlidingWindow(LENGTH, 0);

    @Test
    void weighsTheBucketBeforeByWhatTheWindowStillCovers() {
        window.add(10, 500);

        assertThat(window.used(999)).isEqualTo(10);
        assertThat(window.used(1_000)).isEqualTo(10);
        assertThat(window.used(1_500)).isEqualTo(5);
        assertThat(window.used(1_900)).isEqualTo(1);
        assertThat(window.used(2_000)).isZero();
    }

    @Test
    void correctsWhatIsStillInTheWindow() {
        window.add(10, 500);
        window.adjust(-4, 500, 1_200);

        assertThat(window.used(1_500)).isEqualTo(3);
    }

    @Test
    void doesNotCorrectWhatHasLeft() {
        window.add(10, 500);
        window.add(7, 2_500);
        window.adjust(-10, 500, 2_600);

        assertThat(window.used(2_600)).isEqualTo(7);
    }

    @Test
    void doesNotOpenABucketAgainWhenTheClockGoesBack() {
        window.add(3, 1_500);
        window.add(2, 900);

        assertThat(window.used(1_600)).isEqualTo(5);
    }

    @Test
    void neverLetsMoreThanTheLimitThrough() {
        assertThat(window.waitFor(11, 10, 0)).isEqualTo(SlidingWindow.NEVER);
    }

    /** The promise of retry-after: it passes then, and would not have passed a millisecond earlier. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void waitsExactlyAsLongAsItMust(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            SlidingWindow full = new SlidingWindow(LENGTH, 0);
            long now = random.nextLong(10_000, 20_000);
            long limit = random.nextLong(1, 200);
            for (int i = 0; i < 20; i++) {
                full.add(random.nextLong(0, limit), now);
                now += random.nextLong(0, 400);
            }
            long amount = random.nextLong(1, limit + 1);
            if (full.used(now) + amount > limit) {
                long wait = full.waitFor(amount, limit, now);

                assertThat(full.used(now + wait - 1) + amount)
                        .as("seed %d, round %d, a millisecond early", seed, round)
                        .isGreaterThan(limit);
                assertThat(full.used(now + wait) + amount)
                        .as("seed %d, round %d", seed, round)
                        .isLessThanOrEqualTo(limit);
            }
        }
    }

    /** Against a plain list of everything that was ever added. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void countsLikeAListOfAllThereWas(long seed) {
        record Added(long at, long amount) {}
        SplittableRandom random = new SplittableRandom(seed);
        List<Added> all = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 2_000; i++) {
            now += random.nextLong(0, 300);
            long amount = random.nextLong(0, 50);
            window.add(amount, now);
            all.add(new Added(now, amount));

            long bucket = now / LENGTH;
            long current = all.stream()
                    .filter(each -> each.at() / LENGTH == bucket)
                    .mapToLong(Added::amount)
                    .sum();
            long before = all.stream()
                    .filter(each -> each.at() / LENGTH == bucket - 1)
                    .mapToLong(Added::amount)
                    .sum();
            assertThat(window.used(now))
                    .as("seed %d at %d", seed, now)
                    .isEqualTo((before * (LENGTH - now % LENGTH) + LENGTH - 1) / LENGTH + current);
        }
    }
}
