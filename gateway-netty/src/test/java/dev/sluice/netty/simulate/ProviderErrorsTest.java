package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errors that a provider answers with a head of their own. */
class ProviderErrorsTest {

    private static final String CHAT = "/v1/chat/completions";

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

    private static HttpResponse<String> ask(String script, String... headers) throws Exception {
        return client.post(CHAT, Client.chat("gpt-4o+" + script, ""), headers);
    }

    private static JsonNode error(HttpResponse<String> answer) throws Exception {
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        return Client.JSON.readTree(answer.body()).get("error");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, null, Scripted status 400",
        "401, invalid_request_error, null, You didn't provide an API key",
        "402, billing_error, billing_hard_limit_reached, Insufficient balance",
        "403, invalid_request_error, null, You have insufficient permissions",
        "404, invalid_request_error, model_not_found, The model `gpt-4o` does not exist",
        "408, timeout, request_timeout, Request timed out",
        "409, invalid_request_error, conflict, Please try again",
        "422, invalid_request_error, null, Unprocessable",
        "429, requests, rate_limit_exceeded, Rate limit reached for gpt-4o",
        "500, server_error, null, The server had an error",
        "502, cf_bad_gateway, 502, Bad gateway",
        "503, server_error, overloaded, currently overloaded",
        "504, cf_gateway_timeout, 504, Gateway timeout",
        "529, overloaded_error, null, Overloaded"
    })
    void answersAStatusInTheWordsOfTheProvider(int status, String type, String code, String words) throws Exception {
        HttpResponse<String> answer = ask("status=" + status);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(error(answer).get("type").asText()).isEqualTo(type);
        assertThat(error(answer).get("code").asText()).isEqualTo(code);
        assertThat(error(answer).get("message").asText()).contains(words);
    }

    @Test
    void sendsACodeOfDigitsAsTheNumberItIs() throws Exception {
        assertThat(error(ask("status=502")).get("code").isInt()).isTrue();
    }

    @Test
    void quotesAtMostHalfOfAWrongKey() throws Exception {
        HttpResponse<String> answer = ask("status=401", "authorization", "Bearer sk-proj-abcdefghijklmnopqrstuvwxyz01");

        assertThat(error(answer).get("code").asText()).isEqualTo("invalid_api_key");
        assertThat(error(answer).get("message").asText())
                .startsWith("Incorrect API key provided: sk-proj-" + "*".repeat(24) + "yz01.");
    }

    @Test
    void tellsAnExhaustedQuotaFromARateLimit() throws Exception {
        HttpResponse<String> answer = ask("fault=quota");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(error(answer).get("type").asText()).isEqualTo("insufficient_quota");
        assertThat(error(answer).get("code").asText()).isEqualTo("insufficient_quota");
    }

    @Test
    void saysThatThePromptIsTooLong() throws Exception {
        HttpResponse<String> answer = ask("fault=context");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer).get("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(error(answer).get("param").asText()).isEqualTo("messages");
        assertThat(error(answer).get("message").asText())
                .contains("maximum context length is 2 tokens")
                .contains("resulted in 5 tokens");
    }

    @Test
    void saysWhatItIsToldTo() throws Exception {
        HttpResponse<String> answer = client.post(
                CHAT,
                Client.chat("m", ""),
                "x-sim-status",
                "429",
                "x-sim-error-type",
                "tokens",
                "x-sim-error-code",
                "resource_exhausted",
                "x-sim-error-message",
                "Resource has been exhausted (e.g. check quota).");

        assertThat(error(answer))
                .isEqualTo(Client.JSON.readTree("{\"message\":\"Resource has been exhausted (e.g. check quota).\","
                        + "\"type\":\"tokens\",\"param\":null,\"code\":\"resource_exhausted\"}"));
    }

    @Test
    void advisesWhenToComeAgainInEveryHeaderThatProvidersUse() throws Exception {
        HttpResponse<String> answer =
                ask("status=429+retry-after=0.5+retry-after-ms=450+should-retry=false+ratelimit-reset=90s");

        assertThat(answer.headers().firstValue("retry-after")).contains("0.5");
        assertThat(answer.headers().firstValue("retry-after-ms")).contains("450");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("0");
        assertThat(answer.headers().firstValue("x-ratelimit-reset-requests")).contains("1m30s");
        assertThat(answer.headers().firstValue("x-ratelimit-remaining-tokens").orElseThrow())
                .isNotEqualTo("0");
    }

    @Test
    void advisesInEachProvidersOwnWay() throws Exception {
        String script = "m+status=429+ratelimit-reset=90s";
        HttpResponse<String> anthropic = client.post(
                "/v1/messages", Client.chat(script, ",\"max_tokens\":5"), "anthropic-version", "2023-06-01");
        HttpResponse<String> gemini = client.post(
                "/v1beta/models/" + script + ":generateContent", "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}");

        assertThat(anthropic.headers().firstValue("anthropic-ratelimit-requests-remaining"))
                .contains("0");
        assertThat(Instant.parse(anthropic
                        .headers()
                        .firstValue("anthropic-ratelimit-requests-reset")
                        .orElseThrow()))
                .isBetween(Instant.now(), Instant.now().plusSeconds(95));
        assertThat(anthropic
                        .headers()
                        .firstValue("anthropic-ratelimit-tokens-remaining")
                        .orElseThrow())
                .isNotEqualTo("0");
        assertThat(gemini.statusCode()).as(gemini.body()).isEqualTo(429);
        assertThat(error(gemini).at("/details/0/@type").asText()).endsWith("google.rpc.RetryInfo");
        assertThat(error(gemini).at("/details/0/retryDelay").asText()).isEqualTo("90s");
        assertThat(gemini.headers().map().keySet()).noneMatch(name -> name.contains("ratelimit"));
    }

    @Test
    void advisesNothingUnlessItIsToldTo() throws Exception {
        assertThat(ask("status=429").headers().map())
                .doesNotContainKeys("retry-after", "retry-after-ms", "x-should-retry", "x-ratelimit-reset-requests");
    }

    @ParameterizedTest
    @CsvSource({"fault=wrong-type, 200", "fault=wrong-type+status=502, 502"})
    void sendsAPageWhereJsonIsExpected(String script, int status) throws Exception {
        HttpResponse<String> answer = ask(script);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(answer.body()).startsWith("<!DOCTYPE html>");
    }

    @Test
    void failsTheListOfModelsToo() throws Exception {
        assertThat(client.get("/v1/models", "x-sim-status", "503").statusCode()).isEqualTo(503);
    }
}
