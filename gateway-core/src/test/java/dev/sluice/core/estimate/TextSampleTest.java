package dev.sluice.core.estimate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextSampleTest {

    private final Sheets sheets = new Sheets();

    private static void take(TextSample sample, String text, Random random) {
        byte[] bytes = text.getBytes(UTF_8);
        int at = 0;
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(3000));
            sample.take(ByteBuffer.wrap(bytes), at, to);
            at = to;
        }
    }

    @Test
    void keepsAShortTextWhole() {
        TextSample sample = TextSample.growing(sheets);
        String text = "abc".repeat(7_000);

        take(sample, text, new Random(1));

        assertThat(new String(sample.copy(), UTF_8)).isEqualTo(text);
        assertThat(sample.bytes()).isEqualTo(21_000);
    }

    @Test
    void keepsTheBeginningOfATextThatGrows() {
        TextSample sample = TextSample.growing(sheets);

        take(sample, "a".repeat(65_536) + "b".repeat(100_000), new Random(2));

        assertThat(sample.bytes()).isEqualTo(165_536);
        assertThat(new String(sample.copy(), UTF_8)).isEqualTo("a".repeat(65_536));
    }

    @Test
    void keepsPartsFromAllOverALongTextWhoseLengthIsKnown() {
        TextSample sample = TextSample.within(sheets, 1_000_000);

        take(sample, "a".repeat(500_000) + "b".repeat(500_000), new Random(3));

        String kept = new String(sample.copy(), UTF_8);
        assertThat(kept.length()).isBetween(60_000, 65_536);
        assertThat(kept.indexOf('b')).isBetween(45_000, 50_000);
        assertThat(sample.bytes()).isEqualTo(1_000_000);
    }

    @Test
    void givesBackWhatItIsWrittenOn() {
        TextSample first = TextSample.growing(sheets);
        take(first, "a".repeat(5_000), new Random(4));
        first.release();
        TextSample second = TextSample.growing(sheets);

        take(second, "b".repeat(5_000), new Random(5));

        assertThat(first.kept()).isZero();
        assertThat(new String(second.copy(), UTF_8)).isEqualTo("b".repeat(5_000));
    }
}
