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
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiAnswerReaderTest {

    private static final long NO = Usage.UNREPORTED;

    private static final String CHAT = """
        {"id":"chatcmpl-1","usage_before":{"prompt_tokens":99},"choices":[{"message":{"role":"assistant",
          "content":"a \\"usage\\":{\\"prompt_tokens\\":7} in text, 你好 ]}\\\\"},"usage":{"prompt_tokens":98}}],
          "usage" : {"prompt_tokens":19,"completion_tokens":0,"total_tokens":19,
            "prompt_tokens_details":{"cached_tokens":5,"cache_write_tokens":2,"audio_tokens":0},
            "completion_tokens_details":{"reasoning_tokens":3,"audio_tokens":1}, "note":"}\\"{"},
          "service_tier":"usage"}
        """;

    @Test
    void findsUsageWhereverTheAnswerIsCut() {
        byte[] answer = Parts.utf8(CHAT);
        Usage expected =
                Usages.of(19, 0, 5, 2, 3, NO).but().audioInput(0).audioOutput(1).build();
        for (int at = 0; at <= answer.length; at++) {
            assertThat(read(Parts.cut(answer, at))).isEqualTo(expected);
        }
        assertThat(read(Parts.bytes(answer))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"usage\":{\"input_tokens\":1,\"input_tokens_details\":{\"cached_tokens\":1},\"output_tokens\":2,"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":2}}}|1|2|1|-1|2",
                "{\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}|8|-1|-1|-1|-1",
                "{\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"input_token_details\":{\"audio_tokens\":14},"
                        + "\"output_tokens\":45}}|14|45|-1|-1|-1",
                "{\"usage\":{\"type\":\"duration\",\"seconds\":3}}|-1|-1|-1|-1|-1",
                "{\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":null,"
                        + "\"prompt_tokens_details\":null}}|0|-1|-1|-1|-1",
                "{\"usage\":{\"prompt_tokens\":-4,\"completion_tokens\":\"5\","
                        + "\"completion_tokens_details\":[1]}}|-1|-1|-1|-1|-1",
                "{\"a\":{\"b\":[]},\"usage\":{\"prompt_tokens\":1},\"usage\":{\"prompt_tokens\":2}}|2|-1|-1|-1|-1",
            })
    void readsEveryShapeOfUsage(ArgumentsAccessor row) {
        Usage expected = Usages.of(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), NO);

        Usage text = read(Parts.bytes(Parts.utf8(row.getString(0))))
                .but()
                .audioInput(NO)
                .build();
        assertThat(text).isEqualTo(expected);
    }

    @Test
    void findsTheServiceTierBesideTheUsageWhereverTheAnswerIsCut() {
        String usage = "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}";
        assertTier("{\"service_tier\":\"priority\"," + usage + "}", ServiceTier.PRIORITY);
        assertTier("{" + usage + ",\"x\":[\"flex\"],\"service_tier\" : \"flex\"}", ServiceTier.FLEX);
        assertTier("{" + usage + ",\"service_tier\":\"default\"}", ServiceTier.STANDARD);
        assertTier("{" + usage + ",\"service_tier\":\"pri\\u006frity\"}", ServiceTier.STANDARD);
        assertTier("{" + usage + ",\"service_tier\":\"" + "priority".repeat(9) + "\"}", ServiceTier.STANDARD);
        assertTier("{" + usage + ",\"service_tier\":null,\"z\":\"priority\"}", ServiceTier.STANDARD);
        assertTier("{" + usage + ",\"a\":{\"service_tier\":\"priority\"}}", ServiceTier.STANDARD);
    }

    private static void assertTier(String answer, ServiceTier tier) {
        byte[] bytes = Parts.utf8(answer);
        Usage expected = Usages.of(1, 2, NO, NO, NO, NO).but().tier(tier).build();
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(read(Parts.cut(bytes, at))).as(answer).isEqualTo(expected);
        }
    }

    @Test
    void countsImagesWhateverTheyAreMadeOf() {
        byte[] answer = Parts.utf8("""
                {"created":1,"data":[{"b64_json":"aGV]{", "x":[{"y":{}}]},{"url":"https://a/{"},{}],"more":[{},{}],
                 "usage":{"input_tokens":50,"output_tokens":300,
                   "input_tokens_details":{"text_tokens":10,"image_tokens":40},
                   "output_tokens_details":{"image_tokens":300}}}""");
        Usage expected = Usage.builder()
                .input(50)
                .output(300)
                .imageInput(40)
                .imageOutput(300)
                .images(3)
                .build();
        for (int at = 0; at <= answer.length; at++) {
            AnswerReader reader = new OpenAi().answerReader(Endpoint.IMAGE_GENERATIONS);
            Parts.cut(answer, at).forEach(reader::read);
            assertThat(reader.usage()).isEqualTo(expected);
        }
        assertThat(read(Parts.bytes(answer)).images())
                .as("of other answers data are no images")
                .isEqualTo(NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[{\"usage\":{\"prompt_tokens\":1}}]",
                "\"usage\"",
                "<html>{\"usage\":{\"prompt_tokens\":1}}",
                "{\"usage\":null}",
                "{\"usage\":[{\"prompt_tokens\":1}]}",
                "{\"usage\":{\"prompt_tokens\":1",
                "{\"usage\":{prompt_tokens:1}}",
                "{\"usage\":{\"prompt_tokens\":99999999999999999999}}",
                "{\"x\":\"usage\",\"y\":{\"prompt_tokens\":1}}",
                "{\"usage2\":{\"prompt_tokens\":1}}",
                "{\"u\\u0073age\":{\"prompt_tokens\":1}}",
                "{}{\"usage\":{\"prompt_tokens\":1}}",
                "{\"a\":{\"usage\":{\"prompt_tokens\":1}}}"
            })
    void reportsNothingWhereThereIsNothing(String answer) {
        assertThat(read(Parts.bytes(Parts.utf8(answer)))).isEqualTo(Usage.NONE);
    }

    @Test
    void boundsWhatItKeeps() {
        String usage = "{\"usage\":{\"prompt_tokens\":1,\"x\":\"" + "y".repeat(9000) + "\"},\"z\":[1]}";
        assertThat(read(Parts.random(Parts.utf8(usage), new Random(5)))).isEqualTo(Usage.NONE);
    }

    @Test
    void findsUsageBehindLongEmbeddings() {
        Random random = new Random(11);
        StringBuilder answer = new StringBuilder("{\"object\":\"list\",\"data\":[");
        for (int item = 0; item < 20; item++) {
            answer.append(item == 0 ? "" : ",").append("{\"object\":\"embedding\",\"embedding\":[0.5");
            for (int number = 0; number < 500; number++) {
                answer.append(',').append(random.nextGaussian() * Math.pow(10, -random.nextInt(9)));
            }
            answer.append("]}");
        }
        answer.append("],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}");
        assertThat(read(Parts.random(Parts.utf8(answer.toString()), random)))
                .isEqualTo(Usages.of(8, NO, NO, NO, NO, NO));
    }

    @Test
    void agreesWithJacksonAboutRandomAnswers() throws IOException {
        long seed = 23;
        Random random = new Random(seed);
        RandomJson json = new RandomJson(random);
        int found = 0;
        for (int round = 0; round < 5000; round++) {
            String object = json.object(3, random.nextInt(4));
            String answer = object.substring(0, object.length() - 1)
                    + (object.contains(":") ? "," : "")
                    + "\"usage\"" + json.space() + ":" + json.space()
                    + (random.nextBoolean() ? "{\"prompt_tokens\":" + round + "}" : json.value(2))
                    + "}";
            JsonNode count = new ObjectMapper().readTree(answer).at("/usage/prompt_tokens");
            long expected = count.isIntegralNumber() ? count.asLong() : NO;
            Usage usage = read(Parts.random(Parts.utf8(answer), random));
            assertThat(usage.input())
                    .as("seed " + seed + ", round " + round + ": " + answer)
                    .isEqualTo(expected);
            found += expected == NO ? 0 : 1;
        }
        assertThat(found).isGreaterThan(1000);
    }

    private static Usage read(List<ByteBuffer> parts) {
        AnswerReader reader = new OpenAi().answerReader(Endpoint.CHAT_COMPLETIONS);
        for (ByteBuffer part : parts) {
            int position = part.position();
            reader.read(part);
            assertThat(part.position()).isEqualTo(position);
        }
        return reader.usage();
    }
}
