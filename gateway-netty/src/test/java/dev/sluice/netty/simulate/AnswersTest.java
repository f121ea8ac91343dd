package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnswersTest {

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

    @Test
    void answersAChatWithExactUsage() throws Exception {
        JsonNode answer = client.json("/v1/chat/completions", Client.chat("gpt-4o", ""), "x-sim-tokens", "7");

        assertThat(answer.get("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.get("model").asText()).isEqualTo("gpt-4o");
        assertThat(answer.get("id").asText()).startsWith("chatcmpl-");
        assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(answer.at("/choices/0/message/content").asText().split(" ")).hasSizeGreaterThanOrEqualTo(7);
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        // "Where does it flow?" has 19 bytes.
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
        assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(7);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(12);
    }

    @Test
    void streamsTheRoleThenTheTextOfTheUnaryAnswerThenDone() throws Exception {
        JsonNode unary = client.json("/v1/chat/completions", Client.chat("gpt-4o", ""));
        HttpResponse<String> response = client.post("/v1/chat/completions", Client.chat("gpt-4o", ",\"stream\":true"));
        List<JsonNode> chunks = Client.chunks(response.body());

        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        assertThat(chunks).hasSize(1 + 16 + 1);
        assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.get(17).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(Client.text(chunks))
                .isEqualTo(unary.at("/choices/0/message/content").asText());
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.get("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.get("id")).isEqualTo(unary.get("id"));
            assertThat(chunk.get("created")).isEqualTo(unary.get("created"));
            assertThat(chunk.has("usage")).isFalse();
        });
    }

    @Test
    void streamsUsageInAChunkOfItsOwnOnlyWhenAskedTo() throws Exception {
        JsonNode unary = client.json("/v1/chat/completions", Client.chat("gpt-4o", ""));
        String body = Client.chat("gpt-4o", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        List<JsonNode> chunks =
                Client.chunks(client.post("/v1/chat/completions", body).body());

        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.get("choices")).isEmpty();
        assertThat(last.get("usage")).isEqualTo(unary.get("usage"));
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allSatisfy(chunk -> assertThat(chunk.get("usage").isNull()).isTrue());
    }

    @Test
    void answersTheSameToTheSameContentHoweverItIsWritten() throws Exception {
        String plain = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"é\"}]}";
        String other = "{ \"messages\" : [ {\"role\":\"user\", \"content\":\"\\u00e9\"} ], \"temperature\":1,"
                + "\"stream_options\":{\"include_usage\":true}, \"model\":\"gpt-4o+tokens=16\" }";
        String different = plain.replace("é", "è");

        String answer = client.post("/v1/chat/completions", plain).body();
        assertThat(client.post("/v1/chat/completions", other).body()).isEqualTo(answer);
        assertThat(client.post("/v1/chat/completions", different).body()).isNotEqualTo(answer);
        assertThat(client.post("/v1/chat/completions", plain.replace("gpt-4o", "gpt-4"))
                        .body())
                .isNotEqualTo(answer);
    }

    @Test
    void stopsAtMaxTokensUnlessTheRequestScriptsItsTokens() throws Exception {
        JsonNode limited = client.json("/v1/chat/completions", Client.chat("m", ",\"max_tokens\":3"));
        JsonNode scripted = client.json("/v1/chat/completions", Client.chat("m+tokens=9", ",\"max_tokens\":30"));

        assertThat(limited.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        assertThat(limited.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(scripted.at("/usage/completion_tokens").asInt()).isEqualTo(9);
        assertThat(scripted.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void leavesUsageOutWhenScriptedSo() throws Exception {
        String streamed = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
        assertThat(client.json("/v1/chat/completions", Client.chat("m+usage=off", ""))
                        .has("usage"))
                .isFalse();
        assertThat(client.post("/v1/chat/completions", Client.chat("m+usage=off", streamed))
                        .body())
                .doesNotContain("usage")
                .endsWith("data: [DONE]\n\n");
    }

    @Test
    void answersCompletionsUnaryAndStreamedAlike() throws Exception {
        String body = "{\"model\":\"gpt-3.5-turbo-instruct\",\"prompt\":\"Say this\"";
        JsonNode unary = client.json("/v1/completions", body + "}");
        List<JsonNode> chunks = Client.chunks(
                client.post("/v1/completions", body + ",\"stream\":true}").body());

        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/text").asText()));
        assertThat(unary.get("object").asText()).isEqualTo("text_completion");
        assertThat(unary.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
        assertThat(text).hasToString(unary.at("/choices/0/text").asText());
        assertThat(chunks).hasSize(17);
    }

    @Test
    void streamsResponsesAsNumberedEvents() throws Exception {
        String body = "{\"model\":\"gpt-4o\",\"input\":\"Say this\"";
        JsonNode unary = client.json("/v1/responses", body + "}");
        String stream = client.post("/v1/responses", body + ",\"stream\":true}", "x-sim-tokens", "3")
                .body();
        List<JsonNode> events = Client.chunks(stream);

        assertThat(stream).startsWith("event: response.created\ndata: ");
        assertThat(events.stream().map(event -> event.get("type").asText()))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).get("sequence_number").asInt()).isEqualTo(i);
        }
        assertThat(events.get(10).at("/response/usage/output_tokens").asInt()).isEqualTo(3);
        assertThat(events.get(10).at("/response/output/0/content/0/text").asText())
                .isEqualTo(events.get(4).get("delta").asText()
                        + events.get(5).get("delta").asText()
                        + events.get(6).get("delta").asText());
        assertThat(unary.at("/output/0/content/0/text").asText())
                .startsWith(events.get(7).get("text").asText());
        assertThat(unary.at("/usage/total_tokens").asInt()).isEqualTo(2 + 16);
    }

    @Test
    void embedsTheSameInNumbersAndInBase64() throws Exception {
        String body = "{\"model\":\"text-embedding-3-small\",\"input\":[\"one\",\"two\"],\"dimensions\":8";
        JsonNode floats = client.json("/v1/embeddings", body + ",\"encoding_format\":\"float\"}");
        JsonNode base64 = client.json("/v1/embeddings", body + ",\"encoding_format\":\"base64\"}");
        JsonNode alone = client.json("/v1/embeddings", body.replace("\"one\",", "") + "}");

        for (int item = 0; item < 2; item++) {
            byte[] bytes = Base64.getDecoder()
                    .decode(base64.at("/data/" + item + "/embedding").asText());
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            List<Float> decoded = new ArrayList<>();
            while (buffer.hasRemaining()) {
                decoded.add(buffer.getFloat());
            }
            List<Float> numbers = new ArrayList<>();
            floats.at("/data/" + item + "/embedding").forEach(number -> numbers.add((float) number.asDouble()));
            assertThat(decoded).hasSize(8).isEqualTo(numbers);
            double length =
                    Math.sqrt(decoded.stream().mapToDouble(x -> (double) x * x).sum());
            assertThat(length).isCloseTo(1, within(1e-5));
        }
        assertThat(floats.at("/data/0/embedding")).isNotEqualTo(floats.at("/data/1/embedding"));
        assertThat(alone.at("/data/0/embedding")).isEqualTo(floats.at("/data/1/embedding"));
        assertThat(floats.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
    }

    @Test
    void listsItsModelsAndKnowsOneOfThem() throws Exception {
        JsonNode list = Client.JSON.readTree(client.get("/v1/models").body());
        JsonNode one = Client.JSON.readTree(client.get("/v1/models/gpt-4o").body());

        assertThat(list.at("/data/0/id").asText()).isEqualTo("gpt-4o");
        assertThat(one).isEqualTo(list.at("/data/0"));
        assertThat(client.get("/v1/models/none").statusCode()).isEqualTo(404);
    }

    @Test
    void moderatesEveryInput() throws Exception {
        JsonNode answer = client.json("/v1/moderations", "{\"input\":[\"a\",\"b\"]}");

        assertThat(answer.get("model").asText()).isEqualTo("omni-moderation-latest");
        assertThat(answer.get("results")).hasSize(2);
        assertThat(answer.at("/results/0/categories")).hasSize(13);
        assertThat(answer.at("/results/0/flagged").asBoolean()).isFalse();
    }

    @Test
    void sizesTheTextToTheByte() throws Exception {
        String streamed = ",\"stream\":true";
        JsonNode unary = client.json("/v1/chat/completions", Client.chat("m+bytes=16MiB+tokens=1000", ""));
        List<JsonNode> chunks =
                Client.chunks(client.post("/v1/chat/completions", Client.chat("m+token-bytes=5+tokens=2000", streamed))
                        .body());

        assertThat(unary.at("/choices/0/message/content").asText()).hasSize(16 << 20);
        assertThat(unary.at("/usage/completion_tokens").asInt()).isEqualTo(1000);
        assertThat(chunks).hasSize(2002);
        assertThat(Client.text(chunks)).hasSize(10_000);
    }

    @Test
    void refusesWhatOpenAiRefuses() throws Exception {
        assertThat(client.post("/v1/nothing", "{}").statusCode()).isEqualTo(404);
        assertThat(client.get("/v1/chat/completions").statusCode()).isEqualTo(405);
        for (String bad : List.of("", "{", "[]", "{} {}", Client.chat("m", "") + "x")) {
            HttpResponse<String> answer = client.post("/v1/chat/completions", bad);
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
            assertThat(Client.JSON.readTree(answer.body()).at("/error/type").asText())
                    .isEqualTo("invalid_request_error");
        }
        assertThat(client.post("/v1/chat/completions", "{\"messages\":[{}]}").body())
                .contains("you must provide a model parameter");
        assertThat(client.post("/v1/chat/completions", "{\"model\":\"m\"}").body())
                .contains("Missing required parameter: 'messages'");
    }

    @Test
    void namesABadScriptSettingAndWhatItAccepts() throws Exception {
        HttpResponse<String> header =
                client.post("/v1/chat/completions", Client.chat("m", ""), "x-sim-interval", "soon");
        HttpResponse<String> unknown = client.post("/v1/chat/completions", Client.chat("m+speed=9", ""));

        assertThat(header.statusCode()).isEqualTo(400);
        assertThat(Client.JSON.readTree(header.body()).at("/error/message").asText())
                .startsWith("header interval: \"soon\" is not accepted: a duration such as 0, 500us, 20ms or 1s");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("model name: there is no setting").contains("tokens, token-bytes");
    }

    @Test
    void asksForAKeyWhereOneIsSet() throws Exception {
        try (SimulatedProvider locked =
                SimulatedProvider.start(Options.loopback().withKeys(List.of("sk-a", "sk-b")))) {
            Client guest = new Client(locked);
            assertThat(guest.get("/v1/models").statusCode()).isEqualTo(401);
            HttpResponse<String> wrong = guest.get("/v1/models", "authorization", "Bearer sk-c");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(Client.JSON.readTree(wrong.body()).at("/error/code").asText())
                    .isEqualTo("invalid_api_key");
            assertThat(wrong.body()).doesNotContain("sk-c");
            assertThat(guest.get("/v1/models", "authorization", "Bearer sk-b").statusCode())
                    .isEqualTo(200);
        }
    }
}
