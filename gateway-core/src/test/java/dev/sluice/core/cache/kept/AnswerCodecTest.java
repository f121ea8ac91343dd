package dev.sluice.core.cache.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Purge;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class AnswerCodecTest {

    private static final long SEED = Long.getLong("seed", 20_261_126L);

    /** Long enough to be deflated to a small part of itself. */
    private static final int BODY = 1 << 16;

    private final Entry plain = Answers.entry(Answers.question("acme", "gpt", 1), Clock.systemUTC(), 60_000);

    @Test
    void readsWhatItHasWrittenWhateverThatIs() {
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            Entry entry = Answers.random(random);

            Entry again = AnswerCodec.decode(AnswerCodec.encode(entry));

            assertThat(again)
                    .as("seed %d, round %d", SEED, i)
                    .usingRecursiveComparison()
                    .isEqualTo(entry);
        }
    }

    @Test
    void tellsFromItsBeginningWhetherAnEntryIsPurged() {
        byte[] value = AnswerCodec.encode(plain);

        Facts facts = AnswerCodec.facts(Arrays.copyOf(value, 200));

        assertThat(facts).isEqualTo(new Facts(plain.key().exact(), "acme", "gpt", "acme-key"));
        assertThat(facts.goWith(new Purge("acme", "gpt", null, plain.id()))).isTrue();
        assertThat(facts.goWith(new Purge("acme", "other", null, null))).isFalse();
        assertThat(AnswerCodec.facts(Arrays.copyOf(value, 45))).isNull();
    }

    @Test
    void takesNothingThatWasChangedAnywhere() {
        byte[] value = AnswerCodec.encode(plain);
        for (int at = 0; at < value.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = value.clone();
                changed[at] ^= (byte) (1 << bit);
                assertThat(AnswerCodec.decode(changed))
                        .as("bit %d of %d", bit, at)
                        .isNull();
            }
        }
    }

    @Test
    void takesNothingThatWasCutOffOrIsLonger() {
        byte[] value = AnswerCodec.encode(plain);
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThat(AnswerCodec.decode(cut)).as("%d bytes", length).isNull();
            assertThat(AnswerCodec.decode(checked(cut))).as("%d bytes", length).isNull();
        }
        assertThat(AnswerCodec.decode(checked(Arrays.copyOf(value, value.length + 1))))
                .isNull();
    }

    @Test
    void takesNothingThatAnotherVersionHasWritten() {
        byte[] value = AnswerCodec.encode(plain);
        value[0] = 2;

        assertThat(AnswerCodec.decode(checked(value))).isNull();
        assertThat(AnswerCodec.facts(value)).isNull();
    }

    @Test
    void neverInflatesMoreThanItWasTold() {
        Random random = new Random(SEED);
        byte[] value = AnswerCodec.encode(
                Answers.entry(Answers.question("acme", "gpt", 1), new byte[BODY], Clock.systemUTC(), 60_000));
        assertThat(value.length).isLessThan(2_000);
        // Any length of the body in place of the real one, or whatever else stands there.
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = value.clone();
            ByteBuffer.wrap(changed).putInt(5 + random.nextInt(value.length - 8), random.nextInt());
            Entry entry = AnswerCodec.decode(checked(changed));
            if (entry != null) {
                assertThat(entry.answer().body())
                        .as("seed %d, round %d", SEED, i)
                        .hasSize(BODY);
            }
        }
    }

    /** With the sum that it should have. */
    private static byte[] checked(byte[] value) {
        if (value.length >= 5) {
            CRC32C sum = new CRC32C();
            sum.update(value, 5, value.length - 5);
            ByteBuffer.wrap(value).putInt(1, (int) sum.getValue());
        }
        return value;
    }
}
