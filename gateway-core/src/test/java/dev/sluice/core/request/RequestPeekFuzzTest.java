package dev.sluice.core.request;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.core.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Jackson and a strict UTF-8 decoder are the judges of what is JSON. */
class RequestPeekFuzzTest {

    private static final JsonFactory JUDGE = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(512).build())
            .build();

    private static final List<byte[]> FRAGMENTS = List.of(
            Parts.utf8("01"),
            Parts.utf8("1."),
            Parts.utf8("-"),
            Parts.utf8("+"),
            Parts.utf8("e"),
            Parts.utf8("."),
            Parts.utf8("\""),
            Parts.utf8("\\"),
            Parts.utf8("\\u12"),
            Parts.utf8("{"),
            Parts.utf8("}"),
            Parts.utf8("["),
            Parts.utf8("]"),
            Parts.utf8(","),
            Parts.utf8(":"),
            Parts.utf8("null"),
            Parts.utf8("nul"),
            Parts.utf8(" "),
            Parts.utf8("\n"),
            Parts.utf8("1"),
            Parts.utf8("\\ud800"),
            Parts.utf8("\u00a0"),
            Parts.utf8("\uFEFF"),
            Parts.utf8("/*c*/"),
            Parts.utf8("\"\""),
            Parts.utf8("{}"),
            Parts.utf8("[".repeat(510)),
            new byte[] {0},
            new byte[] {(byte) 0x80},
            new byte[] {(byte) 0xC3},
            new byte[] {(byte) 0xC0, (byte) 0xAF},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            new byte[] {(byte) 0xFF});

    private final RequestPeek peek = new RequestPeek();
    private int accepted;
    private int refused;

    @RepeatedTest(10)
    void agreesWithTheJudgesAboutMutatedDocuments(RepetitionInfo repetition) {
        long seed = 4711L * repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            String document = new RandomJson(random).object(4, random.nextInt(6));
            byte[] body = mutate(Parts.utf8(document), random);
            compare(body, Parts.random(body, random), "seed " + seed + ", round " + round);
        }
        assertThat(accepted).as("accepted, seed " + seed).isGreaterThan(500);
        assertThat(refused).as("refused, seed " + seed).isGreaterThan(500);
    }

    private void compare(byte[] body, List<ByteBuffer> parts, String what) {
        boolean expected = isJsonObject(body);
        String description = what + ": " + new String(body, StandardCharsets.ISO_8859_1);
        peek.reset();
        boolean valid = parts.stream().allMatch(peek::feed) && peek.finish();
        if (expected && !valid) {
            assertThat(requireNonNull(peek.failure()).code()).as(description).isEqualTo(Failure.Code.INVALID_REQUEST);
        } else {
            assertThat(valid).as(description).isEqualTo(expected);
        }
        accepted += valid ? 1 : 0;
        refused += valid ? 0 : 1;
        if (!valid) {
            String message = requireNonNull(peek.failure()).message();
            peek.reset();
            assertThat(peek.feed(ByteBuffer.wrap(body)) && peek.finish())
                    .as(description)
                    .isFalse();
            assertThat(requireNonNull(peek.failure()).message()).as(description).isEqualTo(message);
        }
    }

    private static byte[] mutate(byte[] document, Random random) {
        byte[] body = document;
        for (int left = random.nextInt(3); left > 0; left--) {
            byte[] fragment = FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
            int at = random.nextInt(body.length + 1);
            int removed = Math.min(body.length - at, random.nextInt(3));
            int inserted = random.nextInt(4) == 0 ? 0 : fragment.length;
            byte[] next = Arrays.copyOf(body, body.length - removed + inserted);
            System.arraycopy(fragment, 0, next, at, inserted);
            System.arraycopy(body, at + removed, next, at + inserted, body.length - at - removed);
            body = next;
        }
        return body;
    }

    private static boolean isJsonObject(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            // The grammar allows lone surrogates as escapes, Jackson does not in keys: make them other characters for
            // it.
            try (JsonParser parser = JUDGE.createParser(text.replace("\\ud", "\\u0"))) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return false;
                }
                int depth = 1;
                while (depth > 0) {
                    JsonToken token = parser.nextToken();
                    if (token == null) {
                        return false;
                    }
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    parser.getText();
                }
                return parser.nextToken() == null;
            }
        } catch (IOException malformed) {
            return false;
        }
    }
}
