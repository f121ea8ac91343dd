package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Parts;
import dev.sluice.core.request.RandomJson;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorReaderTest {

    private static final String SAMPLE = "{\"error\":{\"message\":\"Rate limit reached \\u00fc\",\"type\":\"requests\","
            + "\"param\":null,\"code\":\"rate_limit_exceeded\",\"details\":[{\"type\":\"no\"}]},\"type\":\"error\"}";

    private final OpenAi openAi = new OpenAi();

    private UpstreamError read(String json) {
        byte[] bytes = Parts.utf8("##" + json + "##");
        return openAi.readError(bytes, 2, bytes.length - 2);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                Arguments.of(SAMPLE, "requests", "rate_limit_exceeded", "Rate limit reached ü"),
                Arguments.of("{\"error\":\"No such model\"}", "", "", "No such model"),
                Arguments.of("{\"message\":\"Not here\"}", "", "", "Not here"),
                Arguments.of(
                        "{\"object\":\"error\",\"message\":\"m\",\"type\":\"BadRequestError\",\"code\":400}",
                        "BadRequestError",
                        "400",
                        "m"),
                Arguments.of("{\"error\":{\"code\":429,\"message\":\"m\",\"type\":null}}", "", "429", "m"),
                Arguments.of("[{\"error\":{\"code\":429,\"message\":\"m\"}}]", "", "429", "m"),
                Arguments.of(
                        "{\"type\":\"error\",\"sequence_number\":1,\"code\":\"server_error\",\"message\":\"m\"}",
                        "",
                        "server_error",
                        "m"),
                Arguments.of(
                        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
                        "overloaded_error",
                        "",
                        "Overloaded"),
                Arguments.of(
                        "{\"type\":\"response.failed\",\"response\":{\"id\":\"r\","
                                + "\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"},"
                                + "\"output\":[{\"error\":1}]}}",
                        "",
                        "rate_limit_exceeded",
                        "m"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void readsEveryShape(String json, String type, String code, String message) {
        assertThat(read(json)).isEqualTo(new UpstreamError(type, code, message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "[%s]", " [ %s , {\"error\":{\"status\":\"NO\"}} ] "})
    void readsGooglesDetails(String around) {
        String error = "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[7,"
                + "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"RATE_LIMIT_EXCEEDED\"},"
                + "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":["
                + "{\"quotaMetric\":\"requests\",\"quotaId\":\"RequestsPerDay\"},{\"quotaId\":\"TokensPerMinute\"}]},"
                + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.5s\"}]}}";

        assertThat(read(String.format(around, error)))
                .isEqualTo(new UpstreamError(
                        "RESOURCE_EXHAUSTED",
                        "429",
                        "m",
                        "RATE_LIMIT_EXCEEDED RequestsPerDay TokensPerMinute",
                        "34.5s"));
    }

    @Test
    void keepsNoMoreDetailsThanItNeeds() {
        String detail = "{\"reason\":\"" + "x".repeat(90) + "\"},";

        UpstreamError error = read("{\"error\":{\"details\":[" + detail.repeat(5000) + "{}]}}");

        assertThat(error.details()).hasSizeBetween(900, 1024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Bad Gateway</html>",
                "null",
                "7",
                "\"error\"",
                "[]",
                "[[{\"message\":\"m\"}]]",
                "{}",
                "{\"error\":null}",
                "{\"error\":{}}",
                "{\"error\":[\"m\"]}",
                "{\"response\":\"m\"}",
                "{\"data\":{\"message\":\"m\"}}",
                "{\"message\":{\"message\":\"m\"}}"
            })
    void saysNothingWhereNothingIsSaid(String json) {
        assertThat(read(json)).isSameAs(UpstreamError.UNREADABLE);
    }

    @Test
    void keepsWhatItReadBeforeABreak() {
        UpstreamError error = read("{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"You exc");

        assertThat(error).isEqualTo(new UpstreamError("", "insufficient_quota", ""));
    }

    @Test
    void keepsNoMoreThanItNeeds() {
        String text = "x".repeat(60_000);

        UpstreamError error = read("{\"error\":{\"type\":\"" + text + "\",\"message\":\"" + text + "\"}}");

        assertThat(error.type()).hasSize(100);
        assertThat(error.message()).hasSize(2048);
    }

    @Test
    void isNotBroughtDownByDepth() {
        String deep = "{\"error\":{\"type\":\"t\",\"x\":" + "[".repeat(60_000);

        assertThat(read(deep).type()).isEqualTo("t");
    }

    @RepeatedTest(5)
    void neverFailsWhateverItGets(RepetitionInfo repetition) {
        long seed = 13L * repetition.getCurrentRepetition();
        Random random = new Random(seed);
        RandomJson json = new RandomJson(random);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = Parts.utf8(
                    random.nextBoolean()
                            ? SAMPLE
                            : "{\"error\":" + json.value(3) + ",\"message\":" + json.value(2) + "}");
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int to = random.nextInt(bytes.length + 1);
            assertThat(openAi.readError(bytes, 0, to))
                    .as("seed %d: %s", seed, Arrays.toString(bytes))
                    .isNotNull();
        }
    }
}
