package dev.sluice.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputLengthsTest {

    private final OutputLengths lengths = new OutputLengths();

    @Test
    void takesAnswersToBeLongWhileLittleIsKnown() {
        for (int i = 0; i < 15; i++) {
            lengths.ended("m", 10);
        }

        assertThat(lengths.likely("m")).isEqualTo(OutputLengths.UNKNOWN);
        assertThat(lengths.likely("other")).isEqualTo(OutputLengths.UNKNOWN);
    }

    @Test
    void learnsWhatMostAnswersStayBelow() {
        for (int i = 0; i < 128; i++) {
            lengths.ended("m", i);
        }

        assertThat(lengths.likely("m")).isEqualTo(121);
    }

    @Test
    void forgetsWhatIsLongAgo() {
        for (int i = 0; i < 128; i++) {
            lengths.ended("m", 10_000);
        }
        for (int i = 0; i < 128; i++) {
            lengths.ended("m", 7);
        }

        assertThat(lengths.likely("m")).isEqualTo(7);
    }
}
