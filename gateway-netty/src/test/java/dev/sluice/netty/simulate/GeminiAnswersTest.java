package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulated provider in Gemini's words. */
final class GeminiAnswersTest {

    private static final String BODY =
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Where does it flow?\"}]}]}";

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

    private static String path(String modelAndAction) {
        return "/v1beta/models/" + modelAndAction;
    }

    @Test
    void answersWithThoughtsOnTopOfTheCandidatesAndCachedTokensInsideOfThePrompt() throws Exception {
        JsonNode answer = client.json(path("gemini+tokens=7+thinking=3+cached=10:generateContent"), BODY);

        assertThat(answer.at("/candidates/0/content/parts/0/thought").asBoolean())
                .isTrue();
        assertThat(answer.at("/candidates/0/content/parts/1/text").asText()).isNotBlank();
        assertThat(answer.at("/candidates/0/finishReason").asText()).isEqualTo("STOP");
        assertThat(answer.get("modelVersion").asText()).isEqualTo("gemini");
        assertThat(answer.at("/usageMetadata/promptTokenCount").asInt()).isEqualTo(15);
        assertThat(answer.at("/usageMetadata/cachedContentTokenCount").asInt()).isEqualTo(10);
        assertThat(answer.at("/usageMetadata/candidatesTokenCount").asInt()).isEqualTo(7);
        assertThat(answer.at("/usageMetadata/thoughtsTokenCount").asInt()).isEqualTo(3);
        assertThat(answer.at("/usageMetadata/totalTokenCount").asInt()).isEqualTo(25);
    }

    @Test
    void streamsEventsWhereTheyAreAskedForAndElseAnArray() throws Exception {
        JsonNode unary = client.json(path("gemini+tokens=3:generateContent"), BODY);
        HttpResponse<String> events = client.post(path("gemini+tokens=3:streamGenerateContent?alt=sse"), BODY);
        HttpResponse<String> array = client.post(path("gemini+tokens=3:streamGenerateContent"), BODY);

        List<JsonNode> chunks = Client.chunks(events.body().replace("\r\n", "\n"));
        assertThat(events.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(chunks).hasSize(4);
        assertThat(text(chunks)).isEqualTo(text(List.of(unary)));
        assertThat(chunks.get(3).get("usageMetadata")).isEqualTo(unary.get("usageMetadata"));
        JsonNode elements = Client.JSON.readTree(array.body());
        assertThat(array.headers().firstValue("content-type")).contains("application/json");
        assertThat(elements).hasSize(5);
        assertThat(text(elements)).isEqualTo(text(List.of(unary)));
    }

    @ParameterizedTest
    @CsvSource({"created-error,0", "error-event,3"})
    void reportsAnErrorInsideAStreamInEitherForm(String fault, int index) throws Exception {
        String asked = path("gemini+status=503+fault=" + fault + ":streamGenerateContent");

        List<JsonNode> events =
                Client.chunks(client.post(asked + "?alt=sse", BODY).body().replace("\r\n", "\n"));
        JsonNode array = Client.JSON.readTree(client.post(asked, BODY).body());

        assertThat(events.get(index).at("/error/status").asText()).isEqualTo("UNAVAILABLE");
        assertThat(events).hasSize(index + 1);
        assertThat(array.get(array.size() - 1).at("/error/code").asInt()).isEqualTo(503);
    }

    @Test
    void countsTokensAndEmbedsAndListsModels() throws Exception {
        assertThat(client.json(path("gemini:countTokens"), BODY)
                        .get("totalTokens")
                        .asInt())
                .isEqualTo(5);
        assertThat(client.json(path("gemini:countTokens"), "{\"generateContentRequest\":" + BODY + "}")
                        .get("totalTokens")
                        .asInt())
                .isEqualTo(5);
        assertThat(client.json(path("emb:embedContent"), "{\"content\":{\"parts\":[{\"text\":\"one\"}]}}")
                        .at("/embedding/values"))
                .hasSize(768);
        assertThat(Client.JSON
                        .readTree(client.get("/v1beta/models").body())
                        .at("/models/0/name")
                        .asText())
                .isEqualTo("models/gpt-4o");
        assertThat(client.get(path("gpt-4o")).body()).contains("\"models/gpt-4o\"");
        assertThat(client.get(path("other")).statusCode()).isEqualTo(404);
    }

    @Test
    void stopsAtMaxOutputTokens() throws Exception {
        String limited = BODY.replaceFirst("\\{", "{\"generationConfig\":{\"maxOutputTokens\":2},");

        JsonNode answer = client.json(path("gemini:generateContent"), limited);

        assertThat(answer.at("/candidates/0/finishReason").asText()).isEqualTo("MAX_TOKENS");
        assertThat(answer.at("/usageMetadata/candidatesTokenCount").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "status=401,401,UNAUTHENTICATED,credentials",
        "status=429,429,RESOURCE_EXHAUSTED,Resource has been exhausted",
        "status=503,503,UNAVAILABLE,overloaded",
        "fault=quota,429,RESOURCE_EXHAUSTED,exceeded your current quota",
        "fault=context,400,INVALID_ARGUMENT,input token count"
    })
    void failsInItsOwnWords(String script, int status, String word, String message) throws Exception {
        HttpResponse<String> response = client.post(path("gemini+" + script + ":generateContent"), BODY);

        JsonNode error = Client.JSON.readTree(response.body()).get("error");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error.get("code").asInt()).isEqualTo(status);
        assertThat(error.get("status").asText()).isEqualTo(word);
        assertThat(error.get("message").asText()).contains(message);
    }

    @Test
    void knowsAKeyByItsHeaderAndByTheQuery() throws Exception {
        String asked = path("gemini:generateContent");

        assertThat(client.post(asked, BODY, "x-goog-api-key", "sk-fine").statusCode())
                .isEqualTo(200);
        assertThat(client.post(asked + "?key=sk-fine", BODY).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = client.post(asked, BODY, "x-goog-api-key", "sk-gone");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("API_KEY_INVALID");
        assertThat(provider.key("fine").stats().requests()).isEqualTo(2);
    }

    private static String text(Iterable<JsonNode> objects) {
        StringBuilder text = new StringBuilder();
        objects.forEach(object ->
                text.append(object.at("/candidates/0/content/parts/0/text").asText("")));
        return text.toString();
    }
}
