package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import dev.sluice.core.store.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EntryCodecTest {

    @Test
    void readsWhatItHasWrittenWhateverTheNumbersAndNames() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Entry entry = entry(random);

            assertThat(EntryCodec.entry(EntryCodec.field(entry), EntryCodec.value(entry)))
                    .as("seed " + seed)
                    .isEqualTo(entry);
        }
    }

    @Test
    void namesEntriesInTheOrderOfTheirIdsAsUnsignedNumbers() {
        assertThat(EntryCodec.field(withId(1, 0))).isEqualTo("0".repeat(15) + "1" + "0".repeat(16));
        assertThat(EntryCodec.field(withId(-1, -2))).isGreaterThan(EntryCodec.field(withId(Long.MAX_VALUE, 0)));
    }

    @Test
    void isCompact() {
        assertThat(EntryCodec.value(withId(1, 1))).hasSizeLessThan(90);
    }

    @Test
    void refusesAValueThatIsCutAnywhereOrOfAnotherVersion() {
        Entry entry = withId(1, 1);
        byte[] value = EntryCodec.value(entry);
        for (int length = 0; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);

            assertThatThrownBy(() -> EntryCodec.entry(EntryCodec.field(entry), cut))
                    .isInstanceOf(StoreException.class);
        }
        value[0]++;
        assertThatThrownBy(() -> EntryCodec.entry(EntryCodec.field(entry), value))
                .hasMessageContaining("this version cannot read");
        assertThatThrownBy(() -> EntryCodec.entry("0", EntryCodec.value(entry))).isInstanceOf(StoreException.class);
    }

    @Test
    void survivesRandomBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = 1;
            }
            try {
                EntryCodec.entry("0".repeat(32), bytes);
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("this version cannot read");
            }
        }
    }

    private static Entry withId(long high, long low) {
        return new Entry(
                high,
                low,
                1_795_602_600_000L,
                "default",
                "bob",
                "bob-laptop",
                null,
                "gpt-4o-mini",
                "openai",
                200,
                Usage.tokens(1_200, 340),
                false,
                1_234_567_890L,
                "2026-11",
                true,
                false,
                List.of());
    }

    private static Entry entry(Random random) {
        Usage usage = new Usage(
                number(random),
                number(random),
                number(random),
                number(random),
                number(random),
                number(random),
                number(random),
                number(random),
                number(random),
                number(random),
                number(random),
                number(random),
                ServiceTier.values()[random.nextInt(ServiceTier.values().length)],
                Usage.Origin.values()[random.nextInt(Usage.Origin.values().length)]);
        return new Entry(
                random.nextLong(),
                random.nextLong(),
                number(random),
                text(random),
                random.nextBoolean() ? null : text(random),
                text(random),
                random.nextBoolean() ? null : text(random),
                text(random),
                text(random),
                random.nextInt(600),
                usage,
                random.nextBoolean(),
                number(random),
                text(random),
                random.nextBoolean(),
                random.nextBoolean(),
                List.of());
    }

    /** Of any length, the extremes among them. */
    private static long number(Random random) {
        return random.nextInt(10) == 0 ? Long.MIN_VALUE >> random.nextInt(64) : random.nextLong() >> random.nextInt(64);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(20); left > 0; left--) {
            text.appendCodePoint("a\0é€😀".codePointAt(random.nextInt(4)));
        }
        return text.toString();
    }
}
