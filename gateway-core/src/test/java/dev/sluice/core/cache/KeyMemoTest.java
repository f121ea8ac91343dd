package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyMemoTest {

    private final long seed = Long.getLong("seed", 20_260_102);
    private final Random random = new Random(seed);
    private final KeyMemo memo = new KeyMemo();

    private static Bytes bytes(String text) {
        byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
        Bytes bytes = new Bytes();
        bytes.put(all, 0, all.length);
        return bytes;
    }

    private static CacheKey key(long number) {
        return new CacheKey(Asking.digest(-number), Asking.digest(number));
    }

    @Test
    void knowsOnlyTheVeryBytes() {
        memo.keep(bytes("abc"), key(1));

        assertThat(memo.find(bytes("abc"))).isEqualTo(key(1));
        assertThat(memo.find(bytes("abd"))).isNull();
        assertThat(memo.find(bytes("ab"))).isNull();
        assertThat(memo.find(bytes("abcd"))).isNull();
        assertThat(memo.find(bytes(""))).isNull();
    }

    @Test
    void givesNeverTheKeyOfOtherBytesThoughTheyShareAPlace() {
        Map<String, CacheKey> all = new HashMap<>();
        int known = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = Integer.toString(random.nextInt(2_000), 36);
            CacheKey made = all.computeIfAbsent(text, absent -> key(all.size() + 1L));
            CacheKey found = memo.find(bytes(text));
            if (found == null) {
                memo.keep(bytes(text), made);
            } else {
                known++;
                assertThat(found).as("seed %d, %s", seed, text).isEqualTo(made);
            }
        }
        assertThat(known).isPositive();
        assertThat(all.keySet().stream().filter(text -> memo.find(bytes(text)) != null))
                .hasSizeBetween(1, 256);
    }

    @Test
    void remembersNothingLong() {
        memo.keep(bytes("x".repeat(KeyMemo.MOST_BYTES)), key(1));
        memo.keep(bytes("y".repeat(KeyMemo.MOST_BYTES + 1)), key(2));

        assertThat(memo.find(bytes("x".repeat(KeyMemo.MOST_BYTES)))).isEqualTo(key(1));
        assertThat(memo.find(bytes("y".repeat(KeyMemo.MOST_BYTES + 1)))).isNull();
    }
}
