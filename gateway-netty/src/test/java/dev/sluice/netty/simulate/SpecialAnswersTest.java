package dev.sluice.netty.simulate;

import static dev.sluice.netty.simulate.Spoken.CHAT;
import static dev.sluice.netty.simulate.Spoken.GENERATE;
import static dev.sluice.netty.simulate.Spoken.MESSAGES;
import static dev.sluice.netty.simulate.Spoken.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.netty.simulate.Spoken.Asking;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JSON, refusals and thoughts, in each provider's own shape. */
final class SpecialAnswersTest {

    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"depth\":{\"type\":\"integer\"}}}";

    private static SimulatedProvider provider;
    private static Client client;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback());
        client = new Client(provider);
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    private static String json(Spoken spoken) {
        return switch (spoken) {
            case CHAT ->
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"d\",\"schema\":" + SCHEMA
                        + "}}";
            case RESPONSES ->
                ",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"d\",\"schema\":" + SCHEMA + "}}";
            case MESSAGES -> ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" + SCHEMA + "}}";
            case GENERATE ->
                ",\"generationConfig\":{\"responseMimeType\":\"application/json\",\"responseSchema\":"
                        + SCHEMA.replace("integer", "INTEGER") + "}";
        };
    }

    private static String effort(Spoken spoken) {
        return switch (spoken) {
            case CHAT -> ",\"reasoning_effort\":\"high\"";
            case RESPONSES -> ",\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}";
            case MESSAGES -> ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}";
            case GENERATE -> ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true}}";
        };
    }

    private static JsonNode thoughts(Spoken spoken, JsonNode answer) {
        return answer.at(
                switch (spoken) {
                    case CHAT -> "/choices/0/message/reasoning_content";
                    case RESPONSES -> "/output/0/summary/0/text";
                    case MESSAGES -> "/content/0/thinking";
                    case GENERATE -> "/candidates/0/content/parts/0/text";
                });
    }

    private static JsonNode reasoning(Spoken spoken, JsonNode answer) {
        return answer.at(
                switch (spoken) {
                    case CHAT -> "/usage/completion_tokens_details/reasoning_tokens";
                    case RESPONSES -> "/usage/output_tokens_details/reasoning_tokens";
                    case MESSAGES -> "/usage/output_tokens_details/thinking_tokens";
                    case GENERATE -> "/usageMetadata/thoughtsTokenCount";
                });
    }

    @ParameterizedTest
    @EnumSource
    void answersJsonThatFitsTheSchema(Spoken spoken) throws Exception {
        JsonNode answer = spoken.whole(client, Asking.of("m", "How deep?").with(json(spoken)));

        assertThat(spoken.text(answer)).isEqualTo("{\"depth\":7}");
    }

    @Test
    void streamsJsonAndStopsInsideOfItWhereTheRequestSaysSo() throws Exception {
        Asking asking = Asking.of("m", "How deep?").with(json(CHAT));

        assertThat(Client.text(CHAT.streamed(client, asking))).isEqualTo("{\"depth\":7}");
        JsonNode cut = CHAT.whole(client, asking.with(",\"max_tokens\":1"));
        assertThat(CHAT.text(cut)).isEqualTo("{\"dept");
        assertThat(CHAT.reason(cut)).isEqualTo("length");
    }

    @Test
    void answersAnObjectWhereAnyJsonWillDo() throws Exception {
        JsonNode answer =
                CHAT.whole(client, Asking.of("m", "a").with(",\"response_format\":{\"type\":\"json_object\"}"));

        assertThat(CHAT.text(answer)).isEqualTo("{}");
    }

    @ParameterizedTest
    @EnumSource
    void thinksWhereTheRequestAsksForIt(Spoken spoken) throws Exception {
        JsonNode answer = spoken.whole(client, Asking.of("m", "Why?").with(effort(spoken)));
        JsonNode more = spoken.whole(client, Asking.of("m+thinking=3", "Why?").with(effort(spoken)));

        assertThat(thoughts(spoken, answer).asText()).isNotBlank();
        assertThat(reasoning(spoken, answer).asInt()).isEqualTo(24);
        assertThat(reasoning(spoken, more).asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void streamsTheThoughtsOfTheWholeAnswer(Spoken spoken) throws Exception {
        Asking asking = Asking.of("m", "Why?").with(effort(spoken));
        String thoughts = thoughts(spoken, spoken.whole(client, asking)).asText();
        List<JsonNode> events = spoken.streamed(client, asking);

        String pointer = switch (spoken) {
            case CHAT -> "/choices/0/delta/reasoning_content";
            case RESPONSES -> "/delta";
            case MESSAGES -> "/delta/thinking";
            case GENERATE -> "/candidates/0/content/parts/0/text";
        };
        assertThat(Spoken.joined(events, pointer)).startsWith(thoughts);
        if (spoken == RESPONSES) {
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i).get("sequence_number").asInt()).isEqualTo(i);
            }
            assertThat(events.get(events.size() - 1).at("/response/output")).hasSize(2);
        }
    }

    @Test
    void refusesInEachProvidersOwnWay() throws Exception {
        Asking asking = Asking.of("m+refusal=on", "No?");

        JsonNode chat = CHAT.whole(client, asking);
        assertThat(chat.at("/choices/0/message/refusal").asText()).startsWith("I'm sorry");
        assertThat(chat.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(RESPONSES
                        .whole(client, asking)
                        .at("/output/0/content/0/type")
                        .asText())
                .isEqualTo("refusal");
        JsonNode message = MESSAGES.whole(client, asking);
        assertThat(MESSAGES.reason(message)).isEqualTo("refusal");
        JsonNode generated = GENERATE.whole(client, asking);
        assertThat(GENERATE.reason(generated)).isEqualTo("SAFETY");
        assertThat(generated.at("/candidates/0/content").isMissingNode()).isTrue();
        assertThat(generated.at("/usageMetadata/candidatesTokenCount").asInt()).isZero();
    }

    @Test
    void streamsRefusals() throws Exception {
        Asking asking = Asking.of("m+refusal=on", "No?");

        assertThat(Spoken.joined(CHAT.streamed(client, asking), "/choices/0/delta/refusal"))
                .endsWith("can't help with that.");
        List<JsonNode> events = RESPONSES.streamed(client, asking);
        assertThat(events.stream().map(event -> event.get("type").asText()))
                .contains("response.refusal.delta", "response.refusal.done");
        assertThat(Spoken.joined(MESSAGES.streamed(client, asking), "/delta/stop_reason"))
                .isEqualTo("refusal");
        List<JsonNode> chunks = GENERATE.streamed(client, asking);
        assertThat(chunks).hasSize(1);
        assertThat(GENERATE.reason(chunks.get(0))).isEqualTo("SAFETY");
    }

    @Test
    void embedsSeveralContentsOfGeminiAtOnce() throws Exception {
        String one = "{\"model\":\"models/e\",\"content\":{\"parts\":[{\"text\":\"one\"}]}}";
        String two = one.replace("\"one\"", "\"two\"");

        JsonNode answer = client.json(
                "/v1beta/models/e:batchEmbedContents", "{\"requests\":[" + one + "," + two + "," + one + "]}");

        assertThat(answer.get("embeddings")).hasSize(3);
        assertThat(answer.at("/embeddings/0/values")).hasSize(768).isEqualTo(answer.at("/embeddings/2/values"));
        assertThat(answer.at("/embeddings/0/values")).isNotEqualTo(answer.at("/embeddings/1/values"));
    }

    @Test
    void embedsSeveralContentsOfGeminiInAsManyDimensionsAsTheyAskFor() throws Exception {
        String one = "{\"model\":\"models/e\",\"content\":{\"parts\":[{\"text\":\"one\"}]},\"outputDimensionality\":8}";

        JsonNode answer = client.json("/v1beta/models/e:batchEmbedContents", "{\"requests\":[" + one + "]}");

        assertThat(answer.at("/embeddings/0/values")).hasSize(8);
    }

    @Test
    void tellsOnlyThePromptBeforeTheLastObjectOfGemini() throws Exception {
        List<JsonNode> chunks = GENERATE.streamed(client, Asking.of("m+tokens=2", "a"));

        assertThat(chunks.get(0).at("/usageMetadata/promptTokenCount").asInt()).isEqualTo(1);
        assertThat(chunks.get(0).at("/usageMetadata/candidatesTokenCount").isMissingNode())
                .isTrue();
        assertThat(chunks.get(2).at("/usageMetadata/candidatesTokenCount").asInt())
                .isEqualTo(2);
    }
}
