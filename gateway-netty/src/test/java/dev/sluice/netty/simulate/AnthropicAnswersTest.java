package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulated provider in Anthropic's words. */
final class AnthropicAnswersTest {

    private static final String PATH = "/v1/messages";

    private static SimulatedProvider provider;
    private static Client client;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback()
                .withKey("fine", "sk-fine", KeyBehaviour.FINE)
                .withKey("gone", "sk-gone", new KeyBehaviour.Revoked()));
        client = new Client(provider);
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @Test
    void answersAMessageWithItsUsageInDisjointParts() throws Exception {
        JsonNode answer = client.json(
                PATH, Client.chat("claude+tokens=7+thinking=3+cached=10+cache-write=20+cache-write-hour=5", ""));

        assertThat(answer.get("type").asText()).isEqualTo("message");
        assertThat(answer.get("model").asText()).isEqualTo("claude");
        assertThat(answer.at("/content/0/type").asText()).isEqualTo("thinking");
        assertThat(answer.at("/content/0/thinking").asText()).isNotBlank();
        assertThat(answer.at("/content/1/text").asText()).isNotBlank();
        assertThat(answer.get("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(answer.at("/usage/input_tokens").asInt()).isEqualTo(5);
        assertThat(answer.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(10);
        assertThat(answer.at("/usage/cache_creation_input_tokens").asInt()).isEqualTo(25);
        assertThat(answer.at("/usage/cache_creation/ephemeral_1h_input_tokens").asInt())
                .isEqualTo(5);
        assertThat(answer.at("/usage/output_tokens").asInt()).isEqualTo(10);
    }

    @Test
    void streamsTheTextOfTheUnaryAnswerInNamedEvents() throws Exception {
        JsonNode unary = client.json(PATH, Client.chat("claude+tokens=3", ""));
        String stream = client.post(PATH, Client.chat("claude+tokens=3", ",\"stream\":true"))
                .body();
        List<JsonNode> events = Client.chunks(stream);

        assertThat(events)
                .extracting(event -> event.get("type").asText())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(stream).startsWith("event: message_start\ndata: ").endsWith("data: {\"type\":\"message_stop\"}\n\n");
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at("/delta/text").asText("")));
        assertThat(text).hasToString(unary.at("/content/0/text").asText());
        assertThat(events.get(0).at("/message/usage/output_tokens").asInt()).isEqualTo(1);
        assertThat(events.get(7).get("usage")).isEqualTo(unary.get("usage"));
    }

    @Test
    void thinksBeforeTheTextInABlockOfItsOwn() throws Exception {
        List<JsonNode> events =
                Client.chunks(client.post(PATH, Client.chat("claude+tokens=1+thinking=1", ",\"stream\":true"))
                        .body());

        assertThat(events.get(1).at("/content_block/type").asText()).isEqualTo("thinking");
        assertThat(events.get(3).at("/delta/thinking").asText()).isNotBlank();
        assertThat(events.get(4).at("/delta/type").asText()).isEqualTo("signature_delta");
        assertThat(events.get(6).at("/content_block/type").asText()).isEqualTo("text");
        assertThat(events.get(7).get("index").asInt()).isEqualTo(1);
    }

    @Test
    void countsTokensWithoutSpendingAny() throws Exception {
        await().until(() -> provider.stats().inFlight() == 0);
        long before = provider.stats().promptTokens();

        JsonNode count = client.json(PATH + "/count_tokens", Client.chat("claude", ",\"system\":\"Be brief.\""));

        assertThat(count.get("input_tokens").asInt()).isEqualTo(7);
        assertThat(provider.stats().promptTokens()).isEqualTo(before);
    }

    @Test
    void stopsAtMaxTokens() throws Exception {
        JsonNode answer = client.json(PATH, Client.chat("claude", ",\"max_tokens\":2"));

        assertThat(answer.get("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(answer.at("/usage/output_tokens").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "status=400,400,invalid_request_error,Scripted",
        "status=401,401,authentication_error,invalid x-api-key",
        "status=403,403,permission_error,permission",
        "status=404,404,not_found_error,model: claude",
        "status=429,429,rate_limit_error,rate limit",
        "status=500,500,api_error,Internal server error",
        "status=529,529,overloaded_error,Overloaded",
        "fault=quota,400,invalid_request_error,credit balance is too low",
        "fault=context,400,invalid_request_error,prompt is too long"
    })
    void failsInItsOwnWords(String script, int status, String type, String message) throws Exception {
        HttpResponse<String> response = client.post(PATH, Client.chat("claude+" + script, ""));

        JsonNode error = Client.JSON.readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error.get("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo(type);
        assertThat(error.at("/error/message").asText()).contains(message);
        assertThat(response.headers().firstValue("request-id")).isPresent();
        assertThat(response.headers().firstValue("openai-version")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"created-error,1", "error-event,3"})
    void reportsAnErrorInsideAStreamAsAnEventWithAName(String fault, int index) throws Exception {
        String stream = client.post(PATH, Client.chat("claude+status=529+fault=" + fault, ",\"stream\":true"))
                .body();

        List<JsonNode> events = Client.chunks(stream);
        assertThat(events).hasSize(index + 1);
        assertThat(events.get(index).at("/error/type").asText()).isEqualTo("overloaded_error");
        assertThat(stream).contains("\n\nevent: error\ndata: {\"type\":\"error\"");
    }

    @Test
    void knowsAKeyByXApiKeyAndByTheQuery() throws Exception {
        assertThat(client.post(PATH, Client.chat("claude", ""), "x-api-key", "sk-fine")
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.post(PATH + "?key=sk-fine", Client.chat("claude", "")).statusCode())
                .isEqualTo(200);
        assertThat(client.post(PATH, Client.chat("claude", ""), "x-api-key", "sk-gone")
                        .statusCode())
                .isEqualTo(401);
        assertThat(provider.key("fine").stats().requests()).isEqualTo(2);
        assertThat(provider.key("gone").stats().requests()).isEqualTo(1);
    }

    @Test
    void listsModelsInTheShapeOfWhoAsks() throws Exception {
        JsonNode list = Client.JSON.readTree(
                client.get("/v1/models", "anthropic-version", "2023-06-01").body());

        assertThat(list.get("has_more").asBoolean()).isFalse();
        assertThat(list.at("/data/0/type").asText()).isEqualTo("model");
        assertThat(list.get("first_id").asText())
                .isEqualTo(list.at("/data/0/id").asText());
        assertThat(client.get("/v1/models").body()).startsWith("{\"object\":\"list\"");
    }
}
