package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Parts;
import dev.sluice.core.request.RandomJson;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unary answers of Anthropic and Gemini; what all have in common is tested with OpenAI's. */
class UsageScanTest {

    private static final long NO = Usage.UNREPORTED;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String MESSAGE = """
        {"id":"msg_1","type":"message","content":[{"type":"text","text":"\\"usage\\":{\\"input_tokens\\":7} 你好"},
          {"type":"tool_use","input":{"usage":{"input_tokens":98}}}],"stop_reason":"end_turn",
          "usage" : {"input_tokens":25,"cache_creation_input_tokens":30,"cache_read_input_tokens":100,
            "cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},
            "output_tokens":50,"output_tokens_details":{"thinking_tokens":40},"service_tier":"standard"}}
        """;

    private static final String GENERATED = """
        {"candidates":[{"content":{"parts":[{"functionCall":{"args":{"usageMetadata":{"promptTokenCount":98}}}}]}}],
          "usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":4,"candidatesTokenCount":5,
            "thoughtsTokenCount":6,"toolUsePromptTokenCount":7,"totalTokenCount":28,
            "promptTokensDetails":[{"modality":"TEXT","tokenCount":10}]},
          "modelVersion":"gemini"}
        """;

    private static final String FIRST = "{\"usageMetadata\":{\"promptTokenCount\":1,\"thoughtsTokenCount\":2}}";

    private static void assertUsageHoweverCut(Usage expected, Dialect dialect, Endpoint endpoint, String answer) {
        byte[] bytes = Parts.utf8(answer);
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(read(dialect, endpoint, Parts.cut(bytes, at)))
                    .as("cut at " + at)
                    .isEqualTo(expected);
        }
        assertThat(read(dialect, endpoint, Parts.bytes(bytes))).isEqualTo(expected);
    }

    private static Usage read(Dialect dialect, Endpoint endpoint, List<ByteBuffer> parts) {
        AnswerReader reader = dialect.answerReader(endpoint);
        parts.forEach(reader::read);
        return reader.usage();
    }

    private static Usage read(Dialect dialect, Endpoint endpoint, String answer) {
        return read(dialect, endpoint, List.of(ByteBuffer.wrap(Parts.utf8(answer))));
    }

    @Test
    void readsSearchesAndTheTierOfAMessage() {
        String message = """
                {"type":"message","content":[],"usage":{"input_tokens":5,"output_tokens":7,"service_tier":"priority",
                 "server_tool_use":{"web_search_requests":3,"web_fetch_requests":1}}}""";
        Usage expected = Usages.of(5, 7, NO, NO, NO, NO)
                .but()
                .queries(3)
                .tier(ServiceTier.PRIORITY)
                .build();

        assertUsageHoweverCut(expected, new Anthropic(), Endpoint.MESSAGES, message);
    }

    @Test
    void readsWhatKindsOfTokensGeminiCounts() {
        String answer = """
                {"candidates":[],"usageMetadata":{"promptTokenCount":300,"candidatesTokenCount":1350,
                 "promptTokensDetails":[{"modality":"TEXT","tokenCount":10},{"modality":"AUDIO","tokenCount":32},
                   {"modality":"IMAGE","tokenCount":258}],
                 "toolUsePromptTokenCount":8,"toolUsePromptTokensDetails":[{"modality":"AUDIO","tokenCount":8}],
                 "cachedContentTokenCount":268,"cacheTokensDetails":[{"modality":"IMAGE","tokenCount":258},
                   {"modality":"AUDIO","tokenCount":10}, 7, {"modality":"AUDIO"}],
                 "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290},
                   {"modality":"TEXT","tokenCount":50},{"tokenCount":10,"modality":"AUDIO"}],
                 "trafficType":"ON_DEMAND_FLEX"}}""";
        Usage expected = Usages.of(308, 1350, 268, NO, NO, NO)
                .but()
                .audioInput(30)
                .imageInput(0)
                .audioOutput(10)
                .imageOutput(1290)
                .tier(ServiceTier.FLEX)
                .build();

        assertUsageHoweverCut(expected, new Gemini(), Endpoint.GENERATE_CONTENT, answer);
    }

    @Test
    void readsAMessageHoweverItIsCut() {
        assertUsageHoweverCut(Usages.of(155, 50, 100, 30, 40, 20), new Anthropic(), Endpoint.MESSAGES, MESSAGE);
    }

    @Test
    void readsGeneratedContentHoweverItIsCut() {
        assertUsageHoweverCut(Usages.of(17, 11, 4, NO, 6, NO), new Gemini(), Endpoint.GENERATE_CONTENT, GENERATED);
    }

    @Test
    void readsTheLastOfAnArrayOfAnswersHoweverItIsCut() {
        Usage last = Usages.of(17, 11, 4, NO, 6, NO);
        Endpoint endpoint = Endpoint.STREAM_GENERATE_CONTENT;

        assertUsageHoweverCut(last, new Gemini(), endpoint, "[" + FIRST + "\n,\r\n" + GENERATED + "]");
        assertUsageHoweverCut(last, new Gemini(), endpoint, " [ " + FIRST + ", " + GENERATED + ",{\"a\":[{}]} ] ");
        assertUsageHoweverCut(last, new Gemini(), endpoint, "[" + GENERATED + "," + FIRST.substring(0, 40));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[[" + FIRST + "]]",
                "[\"usageMetadata\",{\"promptTokenCount\":1}]",
                "[{\"a\":" + FIRST + "}]",
                "[{\"usageMetadata\":null}]",
                "{\"usageMetadata\":[{\"promptTokenCount\":1}]}",
                "{\"usageMetadata2\":{\"promptTokenCount\":1}}",
                "{\"usageMetadat\":{\"promptTokenCount\":1}}",
                "{\"usage\":{\"promptTokenCount\":1}}",
                "{\"usageMetadata\":{promptTokenCount:1}}",
                "[]" + FIRST,
                "7" + FIRST
            })
    void reportsNothingWhereThereIsNothing(String answer) {
        assertThat(read(new Gemini(), Endpoint.GENERATE_CONTENT, answer)).isEqualTo(Usage.NONE);
    }

    @Test
    void readsTheUsageOfAnEmbedding() {
        assertThat(read(
                        new Gemini(),
                        Endpoint.EMBED_CONTENT,
                        "{\"embedding\":{\"values\":[0.5]},\"usageMetadata\":{\"promptTokenCount\":3}}"))
                .isEqualTo(Usages.of(3, NO, NO, NO, NO, NO));
    }

    @Test
    void countsNothingForACountOfTokens() {
        assertThat(read(new Anthropic(), Endpoint.COUNT_TOKENS, "{\"input_tokens\":3,\"usage\":{\"input_tokens\":3}}"))
                .isEqualTo(Usage.NONE);
        assertThat(read(new Gemini(), Endpoint.GEMINI_COUNT_TOKENS, "{\"totalTokens\":3," + FIRST.substring(1)))
                .isEqualTo(Usage.NONE);
    }

    @Test
    void keepsAnExplicitZeroApartFromWhatIsAbsent() {
        assertThat(read(new Anthropic(), Endpoint.MESSAGES, "{\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}"))
                .isEqualTo(Usages.of(0, 0, NO, NO, NO, NO));
        assertThat(read(
                        new Anthropic(),
                        Endpoint.MESSAGES,
                        "{\"usage\":{\"input_tokens\":0,\"output_tokens\":0,\"cache_read_input_tokens\":0,"
                                + "\"cache_creation_input_tokens\":0,\"cache_creation\":"
                                + "{\"ephemeral_1h_input_tokens\":0},\"output_tokens_details\":"
                                + "{\"thinking_tokens\":0}}}"))
                .isEqualTo(Usages.of(0, 0, 0, 0, 0, 0));
        assertThat(read(new Anthropic(), Endpoint.MESSAGES, "{\"usage\":{\"output_tokens\":1}}"))
                .isEqualTo(Usages.of(NO, 1, NO, NO, NO, NO));
    }

    @Test
    void agreesWithJacksonAboutRandomArrays() throws IOException {
        long seed = 29;
        Random random = new Random(seed);
        int found = 0;
        for (int round = 0; round < 3000; round++) {
            String answer = array(random);
            long expected = NO;
            for (JsonNode each : JSON.readTree(answer)) {
                if (each.path("usageMetadata").isObject()) {
                    JsonNode count = each.at("/usageMetadata/promptTokenCount");
                    expected = count.isIntegralNumber() ? count.asLong() : NO;
                }
            }
            Usage usage =
                    read(new Gemini(), Endpoint.STREAM_GENERATE_CONTENT, Parts.random(Parts.utf8(answer), random));
            assertThat(usage.input())
                    .as("seed " + seed + ", round " + round + ": " + answer)
                    .isEqualTo(expected);
            found += expected == NO ? 0 : 1;
        }
        assertThat(found).isGreaterThan(1000);
    }

    private static String array(Random random) {
        RandomJson json = new RandomJson(random);
        StringBuilder array = new StringBuilder("[").append(json.space());
        for (int left = random.nextInt(4); left >= 0; left--) {
            array.append(json.space());
            if (random.nextInt(5) == 0) {
                array.append(json.value(2));
            } else {
                array.append("{\"x\":")
                        .append(json.value(2))
                        .append(",\"usageMetadata\"")
                        .append(json.space());
                array.append(':').append(json.space());
                array.append(
                        random.nextInt(4) > 0 ? "{\"promptTokenCount\":" + random.nextInt(99) + "}" : json.value(1));
                array.append(json.space()).append('}');
            }
            array.append(json.space()).append(left == 0 ? "]" : ",");
        }
        return array.toString();
    }
}
