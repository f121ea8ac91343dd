package dev.sluice.core.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchesTest {

    private static final int TRIALS = 2000;

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 0.9, 0.95, 0.99, 1})
    void passesOverHardlyAnyVectorThatIsNear(double threshold) {
        Sketches sketches = new Sketches(64);
        Random random = new Random(7);
        int passedOver = 0;
        for (int i = 0; i < TRIALS; i++) {
            float[] vector = Questions.vector(64, random);
            float[] near = Questions.near(vector, threshold, random);
            if (different(sketches, vector, near) > Sketches.mostDifferent(threshold)) {
                passedOver++;
            }
        }

        assertThat(passedOver).isLessThan(TRIALS / 100);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.9, 0.95, 0.99})
    void letsFewVectorsThroughThatAreFar(double threshold) {
        Sketches sketches = new Sketches(64);
        Random random = new Random(11);
        int through = 0;
        for (int i = 0; i < TRIALS; i++) {
            float[] vector = Questions.vector(64, random);
            float[] far = Questions.near(vector, 0.3, random);
            if (different(sketches, vector, far) <= Sketches.mostDifferent(threshold)) {
                through++;
            }
        }

        assertThat(through).isLessThan(TRIALS / 100);
    }

    private static int different(Sketches sketches, float[] one, float[] other) {
        long[] both = new long[2 * Sketches.WORDS];
        sketches.write(one, both, 0);
        sketches.write(other, both, Sketches.WORDS);
        int different = 0;
        for (int i = 0; i < Sketches.WORDS; i++) {
            different += Long.bitCount(both[i] ^ both[i + Sketches.WORDS]);
        }
        return different;
    }
}
