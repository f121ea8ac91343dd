package dev.sluice.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceParentTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String VALID = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final long SEED = Long.getLong("seed", 20_240_611);

    @Test
    void readsWhatTheSpecificationHas() {
        assertThat(TraceParent.parse(VALID)).isEqualTo(new TraceParent(TRACE, 0x00f067aa0ba902b7L, true));
        assertThat(TraceParent.parse(VALID.replace("b7-01", "b7-00")))
                .isEqualTo(new TraceParent(TRACE, 0x00f067aa0ba902b7L, false));
        assertThat(TraceParent.parse(VALID.replace("00f067aa0ba902b7", "f0f067aa0ba902b7")))
                .isEqualTo(new TraceParent(TRACE, 0xf0f067aa0ba902b7L, true));
    }

    @Test
    void writesWhatItReads() {
        assertThat(new TraceParent(TRACE, 0x00f067aa0ba902b7L, true).text()).isEqualTo(VALID);
        assertThat(new TraceParent(TRACE, 1, false).text()).isEqualTo("00-" + TRACE + "-0000000000000001-00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-03", "-ff", "-09"})
    void looksAtTheSampledBitOnly(String flags) {
        assertThat(TraceParent.parse(VALID.replace("-01", flags)))
                .isNotNull()
                .extracting(TraceParent::sampled)
                .isEqualTo(true);
    }

    @Test
    void readsTheBeginningOfLaterVersions() {
        String later = "cc" + VALID.substring(2);

        assertThat(TraceParent.parse(later)).isEqualTo(TraceParent.parse(VALID));
        assertThat(TraceParent.parse(later + "-what-the-future-brings")).isEqualTo(TraceParent.parse(VALID));
        assertThat(TraceParent.parse(later + "x")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void readsNothingElse(String text) {
        assertThat(TraceParent.parse(text)).isNull();
    }

    @Test
    void neverThrows() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(VALID);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
            }
            text.setLength(random.nextInt(text.length() + 1));
            TraceParent read = TraceParent.parse(text.toString());

            assertThat(read == null || read.text().length() == VALID.length())
                    .as("seed %d: %s", SEED, text)
                    .isTrue();
        }
    }
}
