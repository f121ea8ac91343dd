package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeaningTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "How do I reset my password?   | Please tell me how to reset the password",
                "How can I buy a big car?      | Purchasing large automobiles",
                "I do not eat fish             | I don't eat fish",
                "It costs 1,000 euros          | They cost 1000 euros",
                "Wait three days               | wait 3 days",
                "naïve café                    | NAIVE CAFE",
            })
    void isNearWhereTheSameIsSaid(String one, String other) {
        assertThat(similarity(one, other)).isGreaterThan(0.95);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I eat fish                    | I do not eat fish",
                "Wait 3 days                   | Wait 4 days",
                "From Rome to Paris            | From Paris to Rome",
                "Turn the light on             | Turn the light off",
                "When was Ann born?            | Where was Ann born?",
                "What is a horse?              | What is a lamp?",
                "水                            | 流",
            })
    void isFarWhereSomethingElseIsSaid(String one, String other) {
        assertThat(similarity(one, other)).isLessThan(0.93);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "?!", "the", "what is it", "日本語", "🌊", "one", "a b c 1 2 3"})
    void hasALengthOfOneWhateverIsSaid(String text) {
        float[] vector = Meaning.of(text, "m", 256);

        assertThat(vector).hasSize(256).isEqualTo(Meaning.of(text, "m", 256));
        assertThat(product(vector, vector)).isCloseTo(1, within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 100, 256, 3072, 4096})
    void hasAsManyDimensionsAsAreAskedFor(int dimensions) {
        float[] vector = Meaning.of("How long is the river?", "m", dimensions);

        assertThat(vector).hasSize(dimensions);
        assertThat(product(vector, vector)).isCloseTo(1, within(1e-5));
    }

    @Test
    void isAnotherVectorForAnotherModel() {
        assertThat(product(Meaning.of("a river", "m", 256), Meaning.of("a river", "n", 256)))
                .isLessThan(0.5);
    }

    @Test
    void readsTheTextsOfAllKindsOfRequests() {
        assertThat(texts("{\"input\":\"one\"}")).containsExactly("one");
        assertThat(texts("{\"input\":[\"one\",\"two\"]}")).containsExactly("one", "two");
        assertThat(texts("{\"input\":[1,2]}")).containsExactly("1 2");
        assertThat(texts("{\"input\":[[1,2],[3]]}")).containsExactly("1 2", "3");
        assertThat(texts("{\"content\":{\"parts\":[{\"text\":\"one\"},{\"text\":\"two\"}]}}"))
                .containsExactly("one two");
        assertThat(texts("{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"one\"}]}},{\"content\":{}}]}"))
                .containsExactly("one", "");
    }

    private static List<String> texts(String json) {
        return EmbeddedTexts.of(json.getBytes(StandardCharsets.UTF_8));
    }

    private static double similarity(String one, String other) {
        return product(Meaning.of(one, "m", 256), Meaning.of(other, "m", 256));
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
