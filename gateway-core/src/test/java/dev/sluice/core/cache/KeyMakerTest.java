package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyMakerTest {

    private static final Endpoint CHAT = Endpoint.CHAT_COMPLETIONS;

    private final Asking asking = new Asking();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":[true,null]} | { \"b\" : [ true , null ] , \"a\" : 1 }",
                "{\"a\":{\"x\":1,\"y\":2}} | {\"a\":{\"y\":2,\"x\":1}}",
                "{\"a\":\"\u00e9\"} | {\"a\":\"\\u00e9\"}",
                "{\"a\":\"\uD83D\uDE00\"} | {\"a\":\"\\ud83d\\ude00\"}",
                "{\"a\":\"/\"} | {\"\\u0061\":\"\\/\"}",
                "{\"a\":\"\\n\\t\\r\\b\\f\"} | {\"a\":\"\\u000a\\u0009\\u000D\\u0008\\u000c\"}",
                "{\"a\":[{\"c\":1,\"b\":{\"e\":[],\"d\":{}}}]} | {\"a\":[{\"b\":{\"d\":{ },\"e\":[ ]},\"c\":1}]}",
            })
    void doesNotMindHowTheSameIsWritten(String one, String other) {
        assertThat(asking.key(CHAT, one)).isEqualTo(asking.key(CHAT, other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1} | {\"a\":\"1\"}",
                "{\"a\":1} | {\"a\":[1]}",
                "{\"a\":null} | {\"a\":\"null\"}",
                "{\"a\":null} | {}",
                "{\"a\":true} | {\"a\":false}",
                "{\"a\":[1,2]} | {\"a\":[2,1]}",
                "{\"a\":[1,2]} | {\"a\":[12]}",
                "{\"a\":[\"b\",\"c\"]} | {\"a\":[\"bc\"]}",
                "{\"a\":\"b\"} | {\"A\":\"b\"}",
                "{\"a\":{\"b\":1},\"c\":2} | {\"a\":{\"b\":1,\"c\":2}}",
                "{\"a\":[[1],2]} | {\"a\":[[1,2]]}",
                "{\"a\":\"\u00e9\"} | {\"a\":\"e\u0301\"}",
                "{\"a\":\"\\ud83d\"} | {\"a\":\"\\ude00\"}",
                "{\"a\":\"\\u0000\"} | {\"a\":\"\"}",
                "{\"a\":1} | {\"a\":1.0}",
            })
    void tellsApartWhatDiffers(String one, String other) {
        assertThat(asking.key(CHAT, one)).isNotEqualTo(asking.key(CHAT, other));
    }

    @Test
    void makesTheSameKeyOfWhatWasToldBefore() {
        KeyMaker maker = asking.maker();
        maker.begin(CHAT, Asking.ACME, "m");
        maker.text("more");
        Told told = maker.told(1);
        assertThat(maker.body(List.of(Asking.bytes(Asking.chat("again"))))).isTrue();
        CacheKey first = maker.key();
        asking.key(CHAT, Asking.chat("another"));

        maker.begin(CHAT, told);
        assertThat(maker.body(List.of(Asking.bytes(Asking.chat("again"))))).isTrue();

        assertThat(maker.key()).isEqualTo(first);
        assertThat(maker.lastTurn()).isEqualTo("again");
        assertThat(maker.traits()).isEqualTo(Traits.PLAIN);
        assertThat(asking.key(CHAT, Asking.chat("again"))).isNotEqualTo(first);
    }

    @Test
    void takesNoMemberThatOccursTwice() {
        assertThat(asking.takes(CHAT, "{\"a\":1,\"a\":1}")).isFalse();
        assertThat(asking.takes(CHAT, "{\"b\":1,\"a\":1,\"\\u0062\":2}")).isFalse();
        assertThat(asking.takes(CHAT, "{\"c\":[{\"d\":{\"z\":1,\"y\":2,\"z\":3}}]}"))
                .isFalse();
        assertThat(asking.takes(CHAT, "{\"a\":{\"b\":1},\"b\":{\"b\":1}}")).isTrue();
    }

    @Test
    void takesNothingThatIsTooDeepOrTooWide() {
        String deep = "[".repeat(CanonicalBody.MOST_DEPTH - 1) + "]".repeat(CanonicalBody.MOST_DEPTH - 1);
        assertThat(asking.takes(CHAT, "{\"a\":" + deep + "}")).isTrue();
        assertThat(asking.takes(CHAT, "{\"a\":[" + deep + "]}")).isFalse();
        StringBuilder wide = new StringBuilder("{\"z\":1");
        for (int i = 0; i < CanonicalBody.MOST_MEMBERS; i++) {
            wide.append(",\"k").append(i).append("\":1");
        }
        assertThat(asking.takes(CHAT, wide + "}")).isFalse();
        assertThat(asking.takes(CHAT, Asking.chat("and goes on"))).isTrue();
    }

    @Test
    void doesNotMindIntoWhichPartsABodyComes() {
        String body = "{ \"model\":\"m\",\"temperature\" : 0.5, \"messages\":[ {\"role\":\"user\",\"content\":"
                + "\"\\u00e4\u00f6\uD83D\uDE00\\n\"}],\"stop\":[\"a\",null,true,false]}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        CacheKey whole = asking.key(CHAT, body);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<ByteBuffer> parts =
                    List.of(ByteBuffer.wrap(bytes, 0, cut), ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            assertThat(asking.key(CHAT, parts)).as("cut at " + cut).isEqualTo(whole);
        }
    }

    @Test
    void makesOnePartitionOfAllLastTurns() {
        CacheKey one = asking.key(CHAT, Asking.chat("one"));
        CacheKey other = asking.key(CHAT, Asking.chat("other"));

        assertThat(one.partition()).isEqualTo(other.partition());
        assertThat(one.exact()).isNotEqualTo(other.exact());
    }

    @Test
    void keepsWhoAsksApart() {
        String body = Asking.chat("hi");
        CacheKey mine = asking.key(CHAT, Asking.ACME, body);
        for (Asker other : List.of(
                new Asker("tenant:other", "acme", "", "key-of-acme"), new Asker("tenant:acme", "acme", "r", "k"))) {
            assertThat(asking.key(CHAT, other, body).partition()).isNotEqualTo(mine.partition());
        }
        // Of one tenant any key will do.
        assertThat(asking.key(CHAT, new Asker("tenant:acme", "acme", "", "another"), body))
                .isEqualTo(mine);
        assertThat(asking.key(Endpoint.COMPLETIONS, body)).isNotEqualTo(mine);
    }

    @Test
    void doesNotTakeOneTextForTwo() {
        KeyMaker maker = asking.maker();
        maker.begin(CHAT, Asking.ACME, "m");
        maker.text("ab");
        maker.text("c");
        maker.body(List.of(Asking.bytes("{}")));
        CacheKey one = maker.key();
        maker.begin(CHAT, Asking.ACME, "m");
        maker.text("a");
        maker.text("bc");
        maker.body(List.of(Asking.bytes("{}")));

        assertThat(maker.key()).isNotEqualTo(one);
    }

    @Test
    void isReadAndWrittenAsDigits() {
        Digest digest = asking.key(CHAT, Asking.chat("hi")).exact();

        assertThat(Digest.ofHex(digest.hex())).isEqualTo(digest);
        assertThat(digest.hex()).startsWith(digest.id()).hasSize(64);
    }
}
