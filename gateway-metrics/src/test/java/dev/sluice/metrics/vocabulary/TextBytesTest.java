package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextBytesTest {

    private final TextBytes text = new TextBytes();

    @Test
    void writesNumbersAsStringsOfThemDo() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            // As many digits or bits as there may be.
            long whole = random.nextLong() >> random.nextInt(64);
            double broken = Double.longBitsToDouble(random.nextLong());
            double scaled = whole / 1e9;

            assertThat(written(whole)).isEqualTo(Long.toString(whole));
            assertThat(written((double) whole)).isEqualTo(Double.toString((double) whole));
            assertThat(written(scaled)).isEqualTo(Double.toString(scaled));
            if (!Double.isInfinite(broken)) {
                assertThat(written(broken)).isEqualTo(Double.toString(broken));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void writesWholeNumbersAtTheirEdges(long number) {
        assertThat(written(number)).isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @CsvSource({"Infinity, +Inf", "-Infinity, -Inf", "NaN, NaN", "9999999, 9999999.0", "10000000, 1.0E7", "-1, -1.0"})
    void writesWhatIsNoPlainNumber(double number, String expected) {
        assertThat(written(number)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.000", "1764158400007, 1764158400.007", "1764158400999, 1764158400.999", "50, 0.050"})
    void writesTimesToTheMillisecond(long epochMillis, String expected) {
        text.clear();
        text.timestamp(epochMillis);

        assertThat(new String(text.copy(), StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    private String written(long number) {
        text.clear();
        return new String(text.number(number).copy(), StandardCharsets.UTF_8);
    }

    private String written(double number) {
        text.clear();
        return new String(text.number(number).copy(), StandardCharsets.UTF_8);
    }
}
