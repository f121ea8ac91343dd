package dev.sluice.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptPrefixTest {

    private static final String LONG = "x".repeat(2 * PromptPrefix.LENGTH);

    private final PromptPrefix prefix = new PromptPrefix();

    @ParameterizedTest
    @ValueSource(strings = {"messages", "input", "prompt", "contents"})
    void isTheSameForPromptsThatBeginAlike(String member) {
        String one = "{\"model\":\"m\",\"" + member + "\":[\"" + LONG + "one\"],\"n\":1}";
        String other = "{\"temperature\":0.5,\"" + member + "\" : [\"" + LONG + "other\"]}";

        assertThat(hash(one)).isEqualTo(hash(other)).isNotZero();
    }

    @Test
    void differsWhereTheLastByteThatCountsDiffers() {
        String same = "x".repeat(PromptPrefix.LENGTH - 2);

        assertThat(hash("{\"input\":\"" + same + "a\"}")).isNotEqualTo(hash("{\"input\":\"" + same + "b\"}"));
        assertThat(hash("{\"input\":\"" + same + "xa\"}")).isEqualTo(hash("{\"input\":\"" + same + "xb\"}"));
    }

    @Test
    void doesNotCountWhatStandsBehindAShortPrompt() {
        assertThat(hash("{\"input\":\"hello\",\"user\":\"a\"}")).isEqualTo(hash("{\"input\":\"hello\"}"));
        assertThat(hash("{\"input\":\"hello\"}")).isNotEqualTo(hash("{\"input\":\"hello \"}"));
    }

    @Test
    void countsASystemPromptThatComesFirstAndNothingBetween() {
        String same = hashed("{\"system\":\"be kind\",\"max_tokens\":1,\"messages\":[1]}");

        assertThat(hashed("{\"system\":\"be kind\",\"max_tokens\":999,\"messages\":[1]}"))
                .isEqualTo(same);
        assertThat(hashed("{\"system\":\"be rude\",\"max_tokens\":1,\"messages\":[1]}"))
                .isNotEqualTo(same);
        assertThat(hashed("{\"messages\":[1],\"system\":\"be kind\"}")).isEqualTo(hashed("{\"messages\":[1]}"));
        assertThat(hashed("{\"instructions\":\"" + LONG + "\",\"input\":\"a\"}"))
                .isEqualTo(hashed("{\"instructions\":\"" + LONG + "\",\"input\":\"b\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "instructions", "systemInstruction", "system_instruction"})
    void knowsSystemPromptsByAllTheirNames(String name) {
        String rest = "\"contents\":[1]}";

        assertThat(hash("{\"" + name + "\":{\"parts\":1}," + rest))
                .isNotEqualTo(hash("{\"" + name + "\":{\"parts\":2}," + rest));
    }

    @Test
    void takesTheFirstPromptOfSeveral() {
        assertThat(hash("{\"prompt\":\"a\",\"input\":\"b\"}")).isEqualTo(hash("{\"prompt\":\"a\",\"input\":\"c\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[\"messages\"]",
                "{\"model\":\"messages\"}",
                "{\"a\":{\"messages\":[1]}}",
                "{\"messages\":"
            })
    void isZeroWhereThereIsNoPrompt(String body) {
        assertThat(hash(body)).isZero();
    }

    @Test
    void looksNoFurtherThanItsBound() {
        String far = "{\"tools\":\"" + "t".repeat(PromptPrefix.MOST_LOOKED_AT) + "\",\"messages\":[\"" + LONG + "\"]}";

        assertThat(hash(far)).isZero();
        assertThat(hash("{\"system\":\"s\"," + far.substring(1))).isNotZero();
    }

    @Test
    void doesNotDependOnHowTheBodyIsCut() {
        long seed = 99_131;
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            byte[] body = Parts.utf8("{\"system\":" + new RandomJson(random).value(2) + ",\"k\":"
                    + new RandomJson(random).value(2) + " ,\"messages\":" + new RandomJson(random).value(4)
                    + (round % 2 == 0 ? "" : ",\"x\":\"" + LONG + "\"") + "}");
            long expected = prefix.hash(List.of(ByteBuffer.wrap(body)));
            for (int at = 0; at <= body.length; at++) {
                assertThat(prefix.hash(Parts.cut(body, at)))
                        .as("seed " + seed + ", round " + round + ", cut at " + at)
                        .isEqualTo(expected);
            }
            assertThat(prefix.hash(Parts.bytes(body))).isEqualTo(expected);
        }
    }

    @Test
    void doesNotDependOnHowALongPromptIsCut() {
        byte[] body = Parts.utf8("{\"model\":\"m\",\"messages\":[{\"content\":\"" + LONG + "\"}]}");
        long expected = prefix.hash(List.of(ByteBuffer.wrap(body)));
        for (int at = 0; at <= body.length; at++) {
            assertThat(prefix.hash(Parts.cut(body, at))).as("cut at " + at).isEqualTo(expected);
        }
    }

    @Test
    void spreadsPromptsThatDifferLittle() {
        Set<Long> hashes = new HashSet<>();
        int[] buckets = new int[10];
        for (int number = 0; number < 10_000; number++) {
            long hash = hash("{\"messages\":[{\"role\":\"user\",\"content\":\"" + number + LONG + "\"}]}");
            hashes.add(hash);
            buckets[(int) Long.remainderUnsigned(hash, 10)]++;
        }
        assertThat(hashes).hasSize(10_000);
        assertThat(Arrays.stream(buckets).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(900, 1100));
    }

    private String hashed(String body) {
        return Long.toHexString(hash(body));
    }

    private long hash(String body) {
        return prefix.hash(List.of(ByteBuffer.wrap(Parts.utf8(body))));
    }
}
