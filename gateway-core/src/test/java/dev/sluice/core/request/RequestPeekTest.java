package dev.sluice.core.request;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPeekTest {

    private static final String FULL = """
        { "messages" : [ {"role":"user","model":"nested","stream":false,
            "content":"a \\"quoted\\" \\u00e9 \\ud83d\\ude00 text \\\\ with é, 你好 and 😀 for more than eight bytes"} ],
          "metadata": {"model": "nested", "stream_options": {"include_usage": false}, "max_tokens": -1.5e+10},
          "numbers": [0, -0, 1.5, 1e9, 1E-2, 0.0e+0, true, false, null, "", {}, []],
          "us\\u0065r": "J\\u00fcrgen",
          "stream":true , "stream_options" : { "other": {"include_usage": 1}, "include_usage" : true },
          "max_tokens": 17, "max_completion_tokens":4096,
          "mod\\u0065l" : "gpt-4o\\/mini" }
        """;

    private final RequestPeek peek = new RequestPeek();

    @Test
    void findsEveryMemberWhereverTheBodyIsCut() {
        byte[] body = Parts.utf8(FULL);
        for (int at = 0; at <= body.length; at++) {
            peek.reset();
            assertFindsAll(Parts.cut(body, at));
        }
        peek.reset();
        assertFindsAll(Parts.bytes(body));
    }

    private void assertFindsAll(List<ByteBuffer> parts) {
        assertThat(read(parts)).as(() -> String.valueOf(peek.failure())).isTrue();
        assertThat(peek.model()).isEqualTo("gpt-4o/mini");
        assertThat(peek.modelIs("gpt-4o/mini")).isTrue();
        assertThat(peek.modelIs("gpt-4o")).isFalse();
        assertThat(peek.stream()).isTrue();
        assertThat(peek.includesUsage()).isTrue();
        assertThat(peek.maxTokens()).isEqualTo(4096);
        assertThat(peek.user()).isEqualTo("Jürgen");
        assertThat(value(Member.MODEL)).isEqualTo("\"gpt-4o\\/mini\"");
        assertThat(value(Member.STREAM)).isEqualTo("true");
        assertThat(value(Member.MAX_TOKENS)).isEqualTo("17");
        assertThat(value(Member.INCLUDE_USAGE)).isEqualTo("true");
        assertThat(value(Member.STREAM_OPTIONS)).startsWith("{ \"other\"").endsWith("true }");
    }

    private static String value(RequestPeek peek, String body, Member member) {
        byte[] bytes = Parts.utf8(body);
        return new String(bytes, peek.start(member), peek.end(member) - peek.start(member), StandardCharsets.UTF_8);
    }

    private String value(Member member) {
        return value(peek, FULL, member);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"max_output_tokens":7}                                                   | 7  | 1
            {"generationConfig":{"maxOutputTokens":8,"candidateCount":3},"model":"m"} | 8  | 3
            {"generation_config":{"x":{"n":9},"max_output_tokens":"8"},"n":2}         | 8  | 2
            {"max_completion_tokens":5,"max_tokens":6,"max_output_tokens":7,"n":"2"}  | 5  | 2
            {"generationConfig":null,"n":null,"max_output_tokens":true}               | -1 | 1
            {"config":{"maxOutputTokens":8,"n":3}}                                    | -1 | 1
            """)
    void findsHowMuchIsWantedInEachDialect(String body, long tokens, long choices) {
        byte[] bytes = Parts.utf8(body);
        for (int at = 0; at <= bytes.length; at++) {
            peek.reset();
            assertThat(read(Parts.cut(bytes, at))).isTrue();
            assertThat(peek.maxTokens()).isEqualTo(tokens);
            assertThat(peek.choices()).isEqualTo(choices);
        }
    }

    @Test
    void refusesALimitThatIsSaidTwiceInTwoSpellings() {
        assertThat(read(Parts.bytes(
                        Parts.utf8("{\"generationConfig\":{\"maxOutputTokens\":8,\"max_output_tokens\":9}}"))))
                .isFalse();
    }

    @Test
    void leavesTheBufferAsItWasWhateverItsByteOrder() {
        byte[] body = Parts.utf8("xx{\"model\":\"a-model-with-a-long-name\"}xx");
        ByteBuffer part = ByteBuffer.allocateDirect(body.length).put(body).order(ByteOrder.LITTLE_ENDIAN);
        part.position(2).limit(body.length - 2);

        assertThat(peek.feed(part)).isTrue();

        assertThat(peek.finish()).isTrue();
        assertThat(peek.model()).isEqualTo("a-model-with-a-long-name");
        assertThat(part.position()).isEqualTo(2);
        assertThat(part.limit()).isEqualTo(body.length - 2);
    }

    @Test
    void forgetsTheBodyBeforeButKeepsAnEqualName() {
        read("{\"model\":\"gpt-4o\",\"stream\":true,\"user\":\"u\",\"max_tokens\":5,"
                + "\"stream_options\":{\"include_usage\":true}}");
        String first = peek.model();

        peek.reset();

        assertThat(peek.model()).isNull();
        assertThat(peek.user()).isNull();
        assertThat(peek.stream()).isFalse();
        assertThat(peek.includesUsage()).isFalse();
        assertThat(peek.maxTokens()).isEqualTo(-1);
        assertThat(read("{\"model\":\"gpt-4o\"}")).isTrue();
        assertThat(peek.model()).isSameAs(first);
        peek.reset();
        assertThat(read("{\"model\":\"gpt-4O\"}")).isTrue();
        assertThat(peek.model()).isEqualTo("gpt-4O");
    }

    @Test
    void countsNullAsAbsentForOptionalMembers() {
        assertThat(read("{\"model\":\"m\",\"stream\":null,\"stream_options\":null,\"max_tokens\":null,\"user\":null}"))
                .isTrue();
        assertThat(peek.stream()).isFalse();
        assertThat(peek.maxTokens()).isEqualTo(-1);
        assertThat(peek.user()).isNull();
        assertThat(peek.hasStreamOptions()).isFalse();
    }

    @Test
    void takesMaxTokensWhereThereIsNoNewerMember() {
        assertThat(read("{\"max_tokens\":12}")).isTrue();
        assertThat(peek.maxTokens()).isEqualTo(12);
        assertThat(peek.model()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"model\":1}|model",
                "{\"model\":null}|model",
                "{\"model\":{\"a\":1}}|model",
                "{\"model\":[]}|model",
                "{\"model\":\"\"}|model",
                "{\"model\":\"a\",\"model\":\"b\"}|model",
                "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}|model",
                "{\"stream\":\"true\"}|stream",
                "{\"stream\":null,\"stream\":true}|stream",
                "{\"stream_options\":true}|stream_options",
                "{\"stream_options\":{\"include_usage\":1}}|stream_options.include_usage",
                "{\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}|stream_options.include_usage",
                "{\"max_tokens\":1.5}|max_tokens",
                "{\"max_tokens\":1e3}|max_tokens",
                "{\"max_tokens\":\"7\"}|max_tokens",
                "{\"max_completion_tokens\":99999999999999999999}|max_completion_tokens",
                "{\"user\":{}}|user",
            })
    void refusesWhatIsAmbiguousOrOfAWrongType(String body, String param) {
        assertThat(read(body)).isFalse();
        Failure failure = requireNonNull(peek.failure());
        assertThat(failure.code()).isEqualTo(Failure.Code.INVALID_REQUEST);
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.message()).contains("'" + param + "'").contains(" byte ");
    }

    @Test
    void boundsTheModelsNameInBytes() {
        assertThat(read("{\"model\":\"" + "é".repeat(128) + "\"}")).isTrue();
        assertThat(peek.model()).isEqualTo("é".repeat(128));
        for (int length : new int[] {257, 1024, 1025, 100_000}) {
            peek.reset();
            assertThat(read("{\"model\":\"" + "x".repeat(length) + "\"}")).isFalse();
            assertThat(requireNonNull(peek.failure()).param()).isEqualTo("model");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "[]|0",
                "``|0",
                "` `|1",
                "1|0",
                "\"a\"|0",
                "{|1",
                "{]|1",
                "{,}|1",
                "{\"a\"}|4",
                "{\"a\":}|5",
                "{\"a\":1,}|7",
                "{\"a\":1 \"b\":2}|7",
                "{\"a\":01}|6",
                "{\"a\":1.}|7",
                "{\"a\":-}|6",
                "{\"a\":+1}|5",
                "{\"a\":.5}|5",
                "{\"a\":1e}|7",
                "{\"a\":1e+}|8",
                "{\"a\":tru}|8",
                "{\"a\":nul1}|8",
                "{\"a\":NaN}|5",
                "{\"a\":[1,]}|8",
                "{\"a\":[1}|7",
                "{\"a\":\"\\x\"}|7",
                "{\"a\":\"\\u12g4\"}|10",
                "{\"a\":\"b}|8",
                "{}{}|2",
                "{}x|2",
                "{} ,|3",
                "{'a':1}|1",
                "{a:1}|1",
                "{\"a\":\"\t\"}|6",
                "{\"a\":1}]|7",
            })
    void refusesMalformedJsonAndSaysWhere(String body, int offset) {
        byte[] bytes = Parts.utf8(body);
        for (int at = 0; at <= bytes.length; at++) {
            peek.reset();
            assertThat(read(Parts.cut(bytes, at))).isFalse();
            Failure failure = requireNonNull(peek.failure());
            assertThat(failure.code()).isEqualTo(Failure.Code.INVALID_JSON);
            assertThat(failure.message()).endsWith(" byte " + offset + ".");
        }
        assertThat(peek.feed(ByteBuffer.wrap(Parts.utf8("}")))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C0 AF",
                "C1 BF",
                "C3 41",
                "E0 80 AF",
                "E2 82",
                "ED A0 80",
                "F0 80 80 80",
                "F4 90 80 80",
                "F5 80 80 80",
                "FF"
            })
    void refusesMalformedUtf8AtItsFirstByte(String hex) {
        byte[] body = Parts.utf8("{\"a\":\"______________\"}");
        int at = 8;
        for (String value : hex.split(" ", -1)) {
            body[at++] = (byte) Integer.parseInt(value, 16);
        }
        for (int cut = 0; cut <= body.length; cut++) {
            peek.reset();
            assertThat(read(Parts.cut(body, cut))).isFalse();
            assertThat(requireNonNull(peek.failure()).message()).endsWith("malformed UTF-8 at byte 8.");
        }
    }

    @Test
    void boundsNumbersWhereverTheyAreCut() {
        for (String number : List.of("1".repeat(1000), "-0." + "2".repeat(997), "1e" + "0".repeat(998))) {
            byte[] good = Parts.utf8("{\"a\":" + number + "}");
            byte[] bad = Parts.utf8("{\"a\":" + number + "1}");
            for (int at = 0; at <= good.length; at++) {
                peek.reset();
                assertThat(read(Parts.cut(good, at))).isTrue();
                peek.reset();
                assertThat(read(Parts.cut(bad, at))).isFalse();
                Failure failure = requireNonNull(peek.failure());
                assertThat(failure.code()).isEqualTo(Failure.Code.INVALID_JSON);
                assertThat(failure.message()).contains("a number longer than 1000 characters at byte 1005");
            }
        }
    }

    @Test
    void boundsNesting() {
        String deep = "{\"a\":" + "[{\"b\":".repeat(255) + "[1]" + "}]".repeat(255) + "}";
        assertThat(read(deep)).isTrue();
        peek.reset();
        assertThat(read(deep.replace("1", "[]"))).isFalse();
        assertThat(requireNonNull(peek.failure()).message()).contains("nested deeper than 512 levels");
    }

    @Test
    void makesALoneSurrogateAReplacementCharacter() {
        assertThat(read("{\"model\":\"\\ud83dx\\ude00\\ud83d\",\"user\":\"\\ud83d\\ud83d\\ude00\"}"))
                .isTrue();
        assertThat(peek.model()).isEqualTo("\uFFFDx\uFFFD\uFFFD");
        assertThat(peek.user()).isEqualTo("\uFFFD😀");
    }

    private boolean read(String body) {
        return read(List.of(ByteBuffer.wrap(Parts.utf8(body))));
    }

    private boolean read(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            if (!peek.feed(part)) {
                assertThat(peek.finish()).isFalse();
                return false;
            }
        }
        return peek.finish();
    }
}
