package dev.sluice.core.dialect;

import static dev.sluice.core.dialect.StreamReader.Kind.END;
import static dev.sluice.core.dialect.StreamReader.Kind.ERROR;
import static dev.sluice.core.dialect.StreamReader.Kind.OTHER;
import static dev.sluice.core.dialect.StreamReader.Kind.OUTPUT;
import static dev.sluice.core.dialect.StreamReader.Kind.PREAMBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.dialect.StreamReader.Kind;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Parts;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiStreamReaderTest {

    private static final long NO = Usage.UNREPORTED;
    private static final String HELLO = part("{\"text\": \"Hello\"}");

    private StreamReader reader = new Gemini().streamReader(Endpoint.STREAM_GENERATE_CONTENT);

    private static String part(String part) {
        return candidate("\"content\": {\"parts\": [" + part + "],\"role\": \"model\"}", "1");
    }

    private static String candidate(String members, String promptTokens) {
        return "{\"candidates\": [{" + members + "}],\"usageMetadata\": {\"promptTokenCount\": " + promptTokens
                + "},\"modelVersion\": \"gemini\",\"responseId\": \"r\"}";
    }

    private static String finish(String reason) {
        return candidate("\"finishReason\": " + reason + ",\"index\": 0", "7");
    }

    @Test
    void readsAStream() {
        assertKinds(OUTPUT, HELLO, HELLO);
        assertThat(reader.complete()).isFalse();
        assertThat(reader.usage()).isEqualTo(Usages.of(1, NO, NO, NO, NO, NO));

        assertKinds(
                OUTPUT,
                "{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"!\"}],\"role\": \"model\"},"
                        + "\"finishReason\": \"STOP\",\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 4,"
                        + "\"candidatesTokenCount\": 9,\"totalTokenCount\": 13}}");

        assertThat(reader.complete()).isTrue();
        assertThat(reader.usage()).isEqualTo(Usages.of(4, 9, NO, NO, NO, NO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\" \"}",
                "{\"text\":\"hm\",\"thought\":true}",
                "{\"functionCall\":{\"name\":\"f\",\"args\":{}}}",
                "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}",
                "{\"executableCode\":{\"code\":\"1\"}}",
                "{\"text\":\"\",\"thoughtSignature\":\"Eq\"}",
                "{\"something_new\":1}",
                "\"text\""
            })
    void countsAnyKindOfPartAsOutput(String part) {
        assertKinds(OUTPUT, part(part), part(part));
        assertThat(reader.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"candidates\":[{\"index\":0}]}",
                "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"index\":0}]}",
                "{\"candidates\":[{\"content\":{\"parts\":[],\"role\":\"model\"},\"index\":0,\"finishReason\":null}]}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]},\"safetyRatings\":[1],\"index\":1}]}",
                "{\"candidates\":[{\"content\":null,\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}",
                "{\"usageMetadata\":{\"promptTokenCount\":1}}",
                "{\"promptFeedback\":{\"safetyRatings\":[]},\"modelVersion\":\"g\"}",
                ""
            })
    void holdsWhatIsNoOutputOnlyBeforeOutput(String event) {
        assertKinds(PREAMBLE, event);
        assertKinds(OUTPUT, HELLO);
        assertKinds(OTHER, event.replace("\"candidates\":", " \"candidates\":"));
        assertThat(reader.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "MAX_TOKENS", "SAFETY", "MALFORMED_FUNCTION_CALL", "REASON_OF_TOMORROW"})
    void endsWithAReasonThatComesWithoutOutput(String reason) {
        assertKinds(END, finish('"' + reason + '"'));
        assertThat(reader.complete()).isTrue();
        assertThat(reader.usage().input()).isEqualTo(7);
    }

    @Test
    void endsBehindOutputToo() {
        assertKinds(OUTPUT, HELLO);
        assertKinds(END, finish("\"STOP\""));
        assertKinds(OTHER, "{\"usageMetadata\":{\"promptTokenCount\":9}}");
        assertThat(reader.complete()).isTrue();
        assertThat(reader.usage().input()).isEqualTo(9);
    }

    @Test
    void endsWithARefusedPrompt() {
        assertKinds(END, "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},\"usageMetadata\":{}}");
        assertThat(reader.complete()).isTrue();
    }

    @Test
    void isCompleteOnlyWhenAllCandidatesHaveEnded() {
        assertKinds(OUTPUT, HELLO, HELLO.replace("{\"content\"", "{\"index\": 1,\"content\""));
        assertKinds(OTHER, finish("\"STOP\""));
        assertThat(reader.complete()).isFalse();
        assertKinds(END, finish("\"STOP\"").replace("\"index\": 0", "\"index\": 1"));
        assertThat(reader.complete()).isTrue();
    }

    @Test
    void boundsTheCandidatesThatItTellsApart() {
        assertKinds(OUTPUT, HELLO.replace("{\"content\"", "{\"index\": 99999999999,\"content\""));
        assertKinds(END, finish("\"STOP\"").replace("\"index\": 0", "\"index\": 64"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}",
                "{ \"error\" : \"no\" }",
                "{\"candidates\":[],\"error\":{\"code\":500}}"
            })
    void findsAnErrorBeforeAndAfterOutput(String error) {
        assertKinds(ERROR, error);
        assertKinds(OUTPUT, HELLO);
        assertKinds(ERROR, error);
        assertThat(reader.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "{\"broken\":", "[1,2]", "{\"surprise\":true}", "{}", "42"})
    void commitsOnWhatItDoesNotUnderstand(String event) {
        assertKinds(OUTPUT, event);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "`promptTokenCount`:5,`candidatesTokenCount`:7,`totalTokenCount`:12|5|7|-1|-1",
                "`promptTokenCount`:5,`candidatesTokenCount`:7,`thoughtsTokenCount`:20|5|27|-1|20",
                "`promptTokenCount`:5,`thoughtsTokenCount`:20|5|20|-1|20",
                "`promptTokenCount`:5,`candidatesTokenCount`:0,`thoughtsTokenCount`:0|5|0|-1|0",
                "`promptTokenCount`:100,`cachedContentTokenCount`:80,`candidatesTokenCount`:7|100|7|80|-1",
                "`promptTokenCount`:100,`cachedContentTokenCount`:0,`candidatesTokenCount`:7|100|7|0|-1",
                "`promptTokenCount`:5,`toolUsePromptTokenCount`:30,`candidatesTokenCount`:7|35|7|-1|-1",
                "`promptTokenCount`:0,`candidatesTokenCount`:0|0|0|-1|-1",
                "`promptTokenCount`:null,`candidatesTokenCount`:`7`,`cachedContentTokenCount`:-1|-1|-1|-1|-1",
                "`promptTokensDetails`:[{`modality`:`TEXT`,`tokenCount`:5}],`trafficType`:`ON_DEMAND`|-1|-1|-1|-1",
                "`totalTokenCount`:5|-1|-1|-1|-1",
            })
    void letsTheLastUsageWin(String last, long input, long output, long cached, long reasoning) {
        kind("{\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":2,\"thoughtsTokenCount\":3}}");
        assertThat(reader.usage()).isEqualTo(Usages.of(1, 5, NO, NO, 3, NO));
        kind(HELLO);
        kind("{\"usageMetadata\":{" + last.replace('`', '"') + "},\"candidates\":[]}");
        kind("{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"x\"}]}}]}");

        assertThat(reader.usage()).isEqualTo(Usages.of(input, output, cached, NO, reasoning, NO));
    }

    @Test
    void isNotFooledByTextOrArgumentsThatLookLikeKeys() {
        assertKinds(OUTPUT, HELLO);
        assertKinds(
                OUTPUT,
                part("{\"text\":\"\\\"finishReason\\\":1,\\\"usageMetadata\\\":{\\\"promptTokenCount\\\":3}\"}"),
                part("{\"functionCall\":{\"name\":\"f\",\"args\":{\"finishReason\":\"STOP\",\"index\":7,\"error\":1,"
                        + "\"usageMetadata\":{\"promptTokenCount\":4}}}}"));
        assertThat(reader.complete()).isFalse();
        assertThat(reader.usage().input()).isEqualTo(1);
    }

    @Test
    void looksOnlyAtItsOwnBytes() {
        byte[] bytes = Parts.utf8("{\"usageMetadata\":{\"promptTokenCount\":3}," + HELLO + "\"finishReason\":1}");
        int from = 40;
        assertThat(reader.event(bytes, from, from + HELLO.length())).isEqualTo(OUTPUT);
        assertThat(reader.event(bytes, from, from + HELLO.length())).isEqualTo(OUTPUT);
        assertThat(reader.usage().input()).isEqualTo(1);
        assertThat(reader.complete()).isFalse();
    }

    @Test
    void neverFailsWhateverItGets() {
        new Events(reader)
                .assertNeverFails(43, HELLO, finish("\"STOP\""), "{\"promptFeedback\":{\"blockReason\":\"OTHER\"}}");
    }

    private void assertKinds(Kind expected, String... events) {
        new Events(reader).assertKinds(expected, events);
    }

    private Kind kind(String event) {
        return new Events(reader).kind(event);
    }
}
