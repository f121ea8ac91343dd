package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in Anthropic's and Gemini's words: what goes upstream, who is let in, and what the gateway says itself. */
final class TongueTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "client-key-0123456789";
    private static final String ODD = "{ \"x\":1.00000000000000000000001e400 ,\t\"model\" : \"claude\","
            + " \"\\u0061\":\"\\ud83d\\ude00\",\n\"messages\":[ ] ,\"unknown\":{\"model\":\"not this\"} }";

    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.answering(Said.ok("{}"));
        gateway = TestGateway.start("""
                providers:
                  - { name: claude-co, dialect: anthropic, base_url: "http://127.0.0.1:%1$d", keys: [ { name: a, value: sk-anthropic } ] }
                  - { name: gem-co, dialect: gemini, base_url: "http://127.0.0.1:%1$d", keys: [ { name: g, value: sk-gemini } ] }
                  - { name: gpt-co, dialect: openai, base_url: "http://127.0.0.1:%1$d", keys: [ { name: o, value: sk-openai } ] }
                models:
                  - { name: claude, targets: [ { provider: claude-co, model: claude-own } ] }
                  - { name: gem, targets: [ { provider: gem-co } ] }
                  - { name: "gem+two", targets: [ { provider: gem-co, model: "gem/2+b" } ] }
                  - { name: gpt, targets: [ { provider: gpt-co } ] }
                auth: { mode: keys, keys: [ { id: c, value: %2$s, proxy: [ claude-co, gem-co, gpt-co ] } ] }
                """.formatted(upstream.port(), KEY));
        client = new RawClient(gateway.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        gateway.close();
        upstream.close();
    }

    private Answer send(String request, String... lines) throws IOException {
        return client.send(request.replaceFirst(
                        "\r\n", "\r\n" + String.join("", lines).replace("$", "\\$")))
                .answer();
    }

    private static String key() {
        return "x-api-key: " + KEY + "\r\n";
    }

    private Request sent() {
        return upstream.requests().get(upstream.requests().size() - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/v1/messages/count_tokens", "/proxy/claude-co/v1/messages"})
    void forwardsAMessageByteForByteButForTheModel(String path) throws IOException {
        String model = path.startsWith("/proxy") ? "claude" : "claude-own";

        assertThat(send(RawClient.post(path, ODD), key()).status()).isEqualTo(200);

        assertThat(sent().text()).isEqualTo(ODD.replace("\"claude\"", "\"" + model + "\""));
        assertThat(sent().head()).startsWith("POST " + path.replace("/proxy/claude-co", "") + " HTTP/1.1\r\n");
        assertThat(sent().head()).contains("\r\nx-api-key: sk-anthropic\r\n").doesNotContain(KEY);
    }

    @Test
    void sendsTheVersionThatAProviderMustHaveUnlessTheClientSendsItsOwn() throws IOException {
        send(RawClient.post("/v1/messages", ODD), key());
        assertThat(sent().head()).containsOnlyOnce("anthropic-version: 2023-06-01\r\n");

        send(
                RawClient.post("/v1/messages", ODD),
                key(),
                "Anthropic-Version: 2099-01-01\r\n",
                "anthropic-beta: a,b\r\n");
        assertThat(sent().head())
                .contains("Anthropic-Version: 2099-01-01\r\n", "anthropic-beta: a,b\r\n")
                .doesNotContain("2023-06-01");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/gem:generateContent,/v1beta/models/gem:generateContent",
        "/v1/models/gem:generateContent,/v1/models/gem:generateContent",
        "/v1beta/models/%67em:countTokens?a=b&x=%20,/v1beta/models/%67em:countTokens?a=b&x=%20",
        "/v1beta/models/gem%2Btwo:embedContent,/v1beta/models/gem%2F2%2Bb:embedContent",
        "/v1/models/gem%2Btwo:streamGenerateContent?alt=sse&x,/v1/models/gem%2F2%2Bb:streamGenerateContent?alt=sse&x",
        "/v1beta/models/gem-co%2Fany:generateContent,/v1beta/models/any:generateContent",
        "/v1beta/models/gem-co/any:generateContent?x=y,/v1beta/models/any:generateContent?x=y",
        "/v1/models/gem-co/any:countTokens,/v1/models/any:countTokens",
        "/v1beta/models/gem-co/some/thing:countTokens,/v1beta/models/some%2Fthing:countTokens",
        "/proxy/gem-co/v1beta/models/any:generateContent?x=y,/v1beta/models/any:generateContent?x=y"
    })
    void splicesTheModelIntoThePathAndLeavesTheRestAsItCame(String path, String upstreamPath) throws IOException {
        String body = ODD.replace("\"model\"", "\"mode\"");

        assertThat(send(RawClient.post(path, body), key()).status()).isEqualTo(200);

        assertThat(sent().head()).startsWith("POST " + upstreamPath + " HTTP/1.1\r\n");
        assertThat(sent().head()).contains("\r\nx-goog-api-key: sk-gemini\r\n").doesNotContain(KEY);
        assertThat(sent().text()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "gem%2Btwo, '{\"x\":1e400, \"model\" : \"models/gem+two\"}', '{\"x\":1e400, \"model\" : \"models/gem/2+b\"}'",
        "gem%2Btwo, '{\"model\":\"gem+two\"}', '{\"model\":\"gem/2+b\"}'",
        "gem, '{\"model\" :\"models\\/gem\"}', '{\"model\" :\"models\\/gem\"}'",
        "gem, '{\"model\":\"models/another\"}', '{\"model\":\"models/gem\"}'",
    })
    void namesTheModelInTheBodyAsInThePath(String model, String body, String sent) throws IOException {
        send(RawClient.post("/v1beta/models/" + model + ":embedContent", body), key());

        assertThat(sent().text()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/gem:generateContent?key=%s,,/v1beta/models/gem:generateContent",
        "/v1beta/models/gem:generateContent?a=b&key=%s&alt=sse,,/v1beta/models/gem:generateContent?a=b&alt=sse",
        "/v1beta/models/gem:generateContent,X-Goog-Api-Key: %s,/v1beta/models/gem:generateContent",
        "/v1beta/models/gem:generateContent,Authorization: Bearer %s,/v1beta/models/gem:generateContent"
    })
    void letsGeminisClientsInByAnyOfTheirCredentials(String path, String line, String target) throws IOException {
        String header = line == null ? "" : line.formatted(KEY) + "\r\n";

        assertThat(send(RawClient.post(path.formatted(KEY), Tongue.CONTENTS), header)
                        .status())
                .isEqualTo(200);

        assertThat(sent().head()).startsWith("POST " + target + " HTTP/1.1\r\n").doesNotContain(KEY);
    }

    @Test
    void refusesStrangersInTheWordsOfTheEndpoint() throws IOException {
        Answer anthropic = send(Tongue.ANTHROPIC.ask("claude"));
        Answer gemini = send(Tongue.GEMINI.ask("gem"));
        Answer behind = send(RawClient.post("/proxy/gem-co/v1/models/gem:generateContent", Tongue.CONTENTS));

        assertThat(anthropic.status()).isEqualTo(401);
        assertThat(anthropic.text()).contains("'x-api-key: KEY'");
        assertThat(gemini.text()).contains("'x-goog-api-key: KEY'");
        assertThat(behind.text()).contains("'x-goog-api-key: KEY'");
        assertThat(Tongue.ANTHROPIC.code(anthropic.text())).isEqualTo("invalid_api_key");
        assertThat(Tongue.GEMINI.code(gemini.text())).isEqualTo("invalid_api_key");
        assertThat(Tongue.GEMINI.code(behind.text())).isEqualTo("invalid_api_key");
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/embeddings,claude,POST /v1/messages",
        "/v1/completions,claude,POST /v1/messages",
        "/v1/moderations,gem,POST /v1beta/models/{model}:generateContent"
    })
    void refusesWhatNoTranslationIsThereForAndNamesAnEndpointToCall(String path, String model, String named)
            throws IOException {
        Answer answer = send(RawClient.post(path, "{\"model\":\"" + model + "\",\"input\":\"x\"}"), key());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("dialect_not_served", named);
        assertThat(upstream.requests()).isEmpty();
        assertThat(gateway.settled(1).get(0).result().failure()).isEqualTo(Code.DIALECT_NOT_SERVED);
    }

    @Test
    void passesAnotherDialectThanAGroupsThroughUnread() throws IOException {
        String odd = "[ not even JSON";
        Answer answer = send(RawClient.post("/proxy/claude-co/v1/models/x:generateContent?alt=sse", odd), key());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(sent().head()).startsWith("POST /v1/models/x:generateContent?alt=sse HTTP/1.1\r\n");
        assertThat(sent().text()).isEqualTo(odd);
        assertThat(gateway.settled(1).get(0).request().endpoint()).isEqualTo(Endpoint.PROXY);
    }

    @Test
    void refusesAnUnknownModelAndABadBodyInTheWordsOfTheEndpoint() throws IOException {
        assertThat(Tongue.ANTHROPIC.code(
                        send(Tongue.ANTHROPIC.ask("who"), key()).text()))
                .isEqualTo("model_not_found");
        assertThat(Tongue.GEMINI.code(send(Tongue.GEMINI.ask("who"), key()).text()))
                .isEqualTo("model_not_found");
        assertThat(Tongue.ANTHROPIC.code(
                        send(RawClient.post("/v1/messages", "{}"), key()).text()))
                .isEqualTo("missing_model");
        assertThat(Tongue.GEMINI.code(send(Tongue.GEMINI.ask("gem").replace("}]}", "}]!"), key())
                        .text()))
                .isEqualTo("invalid_json");
        assertThat(send(RawClient.get("/v1beta/models/gem:generateContent"), key())
                        .header("allow"))
                .isEqualTo("POST");
    }

    @Test
    void listsModelsInTheShapeOfWhoAsks() throws IOException {
        JsonNode anthropic = json(send(RawClient.get("/v1/models"), key(), "anthropic-version: 2023-06-01\r\n"));
        JsonNode gemini = json(send(RawClient.get("/v1beta/models"), key()));
        JsonNode openai = json(send(RawClient.get("/v1/models"), key()));

        assertThat(anthropic.at("/data/0/type").asText()).isEqualTo("model");
        assertThat(anthropic.get("first_id").asText()).isEqualTo("claude");
        assertThat(gemini.at("/models/1/name").asText()).isEqualTo("models/gem");
        assertThat(openai.at("/data/0/object").asText()).isEqualTo("model");
        assertThat(json(send(RawClient.get("/v1beta/models/gem"), key()))
                        .get("name")
                        .asText())
                .isEqualTo("models/gem");
        Answer unknown = send(RawClient.get("/v1/models/who"), key(), "anthropic-version: 2023-06-01\r\n");
        assertThat(Tongue.ANTHROPIC.code(unknown.text())).isEqualTo("model_not_found");
    }

    private static JsonNode json(Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
