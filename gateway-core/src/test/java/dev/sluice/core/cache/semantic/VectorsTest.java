package dev.sluice.core.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 256, 1536, 1537})
    void multipliesVectorsOfAnySize(int dimensions) {
        Random random = new Random(dimensions);
        float[] one = Questions.vector(dimensions, random);
        float[] other = Questions.vector(dimensions, random);
        double expected = 0;
        for (int i = 0; i < dimensions; i++) {
            expected += (double) one[i] * other[i];
        }

        assertThat((double) Vectors.product(one, other)).isCloseTo(expected, within(1e-5));
        assertThat(Vectors.product(one, one)).isCloseTo(1, within(1e-5f));
    }

    @Test
    void doesNotMakeAVectorOfNothing() {
        assertThat(Vectors.normalised(new float[8])).isNull();
        assertThat(Vectors.normalised(new float[] {1, Float.NaN})).isNull();
        assertThat(Vectors.normalised(new float[] {1, Float.POSITIVE_INFINITY})).isNull();
        assertThat(Vectors.normalised(new float[] {3, 4})).containsExactly(0.6f, 0.8f);
    }
}
