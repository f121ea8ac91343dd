package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundsTest {

    @Test
    void putsEachValueInTheFirstBucketWhoseBoundIsNotBelowIt() {
        double[] shown = Bounds.OPERATION.shown();
        for (int i = 0; i < shown.length; i++) {
            long bound = Math.round(shown[i] * 1e9);
            assertThat(Bounds.OPERATION.bucket(bound)).isEqualTo(i);
            assertThat(Bounds.OPERATION.bucket(bound + 1)).isEqualTo(i + 1);
        }
        assertThat(Bounds.OPERATION.bucket(0)).isZero();
        assertThat(Bounds.OPERATION.bucket(Long.MAX_VALUE)).isEqualTo(shown.length);
    }

    @Test
    void findsTheSameBucketAsALookAtEachBound() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        double[] shown = Bounds.TOKENS.shown();
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextInt(2_000_000);
            int expected = 0;
            while (expected < shown.length && value > shown[expected]) {
                expected++;
            }
            assertThat(Bounds.TOKENS.bucket(value))
                    .as("seed %d, value %d", seed, value)
                    .isEqualTo(expected);
        }
    }

    @Test
    void foldsWholeBucketsIntoCoarserOnes() {
        int[] fold = Bounds.SIZE.foldInto(new double[] {1e3, 1e6});

        assertThat(fold).containsExactly(0, 0, 1, 1, 1, 2, 2, 2, 2);
    }

    @Test
    void refusesABoundThatItWouldHaveToInterpolate() {
        assertThatThrownBy(() -> Bounds.SIZE.foldInto(new double[] {500}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("500");
    }
}
