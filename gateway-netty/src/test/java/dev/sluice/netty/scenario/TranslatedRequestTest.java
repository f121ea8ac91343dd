package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are put into a provider's own dialect: what it is sent, and what becomes of what cannot be said. */
final class TranslatedRequestTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OK = Said.ok(Interpreted.ANSWER);
    private static final String SEEDED = Chat.unary("m").replace("{\"model\"", "{\"seed\":1,\"model\"");

    @Test
    void sendsAWholeRequestInTheProvidersWords() throws IOException {
        try (Interpreted stage = Interpreted.answering("", OK)) {
            Answer answer = stage.send(Chat.post(
                    "anthropic-beta: x\r\nopenai-organization: y\r\nx-goog-user-project: z\r\n"
                            + "user-agent: me\r\naccept-encoding: gzip\r\n",
                    Chat.unary("m")));

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            Request sent = stage.seen();
            assertThat(sent.head()).startsWith("POST /v1/messages HTTP/1.1\r\n");
            assertThat(sent.head())
                    .contains("x-api-key: sk-anthropic\r\n", "anthropic-version: 2023-06-01\r\n", "user-agent: me\r\n")
                    .containsOnlyOnce("content-type: application/json\r\n")
                    .containsOnlyOnce("content-length: ")
                    .contains("accept-encoding: identity\r\n")
                    .doesNotContain("anthropic-beta", "openai-organization", "x-goog-", "gzip", "Bearer");
            JsonNode body = JSON.readTree(sent.body());
            assertThat(body.get("model").asText()).isEqualTo("claude-own");
            assertThat(body.get("stream").asBoolean()).isFalse();
            assertThat(body.get("top_k").asInt()).isEqualTo(5);
            assertThat(body.at("/said/0/content").asText()).isEqualTo("hi");
            assertThat(record(stage).result().failure()).isNull();
            assertThat(record(stage).request().endpoint()).isEqualTo(Endpoint.CHAT_COMPLETIONS);
            TestGateway.await(() -> stage.held() == 0);
        }
    }

    @Test
    void refusesWhatCannotBeSaidAndBlamesNobody() throws IOException {
        try (Interpreted stage = Interpreted.answering("", OK)) {
            Answer answer = stage.send(Chat.post(SEEDED));

            assertThat(answer.status()).isEqualTo(400);
            JsonNode error = JSON.readTree(answer.body()).get("error");
            assertThat(error.get("code").asText()).isEqualTo("unsupported_field");
            assertThat(error.get("param").asText()).isEqualTo("seed");
            assertThat(stage.claude().requests()).isEmpty();
            assertThat(record(stage).result().failure()).isEqualTo(Code.UNSUPPORTED_FIELD);
            assertThat(record(stage).route().attempts()).isZero();
            assertThat(stage.gateway().records().attempts()).isEmpty();
            TestGateway.await(() -> stage.held() == 0);
        }
    }

    @Test
    void leavesOutWhatCannotBeSaidAndTellsSoWhereThatIsWanted() throws IOException {
        try (Interpreted stage = Interpreted.answering("translation: lenient\n", OK)) {
            Answer answer = stage.send(Chat.post(SEEDED));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-dropped")).isEqualTo("seed, n??w");
            assertThat(stage.send(Chat.post(Chat.unary("m"))).header("x-sluice-dropped"))
                    .isNull();
        }
    }

    @Test
    void passesOverATargetThatCannotBeToldForOneThatCan() throws IOException {
        try (Interpreted stage = Interpreted.answering("", OK)) {
            Answer answer = stage.send(Chat.post(SEEDED.replace("\"m\"", "\"both\"")));

            assertThat(answer.text()).isEqualTo("{\"from\":\"gpt\"}");
            assertThat(answer.header("x-sluice-attempts")).isEqualTo("1");
            assertThat(stage.claude().requests()).isEmpty();
            assertThat(stage.gateway().records().failovers()).isEmpty();
        }
    }

    @Test
    void refusesAnEndpointThatNobodyCanSay() throws IOException {
        try (Interpreted stage = Interpreted.answering("", OK)) {
            Answer answer = stage.send(RawClient.post("/v1/completions", "{\"model\":\"m\",\"prompt\":\"x\"}"));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("dialect_not_served", "POST /v1/messages");
            assertThat(stage.claude().requests()).isEmpty();
        }
    }

    @Test
    void failsOverFromAProviderThatIsToldInItsWordsToOneThatIsToldInTheClients() throws IOException {
        try (Interpreted stage = Interpreted.answering(Interpreted.RESILIENCE, Said.status(500, "", "{}"))) {
            Answer answer = stage.send(Chat.post(Chat.unary("both")));

            assertThat(answer.text()).isEqualTo("{\"from\":\"gpt\"}");
            assertThat(stage.claude().requests()).hasSize(2);
            assertThat(stage.translation().requests())
                    .as("one target, one translation")
                    .isEqualTo(1);
            assertThat(stage.gpt().requests().get(0).text()).isEqualTo(Chat.unary("both"));
            assertThat(answer.header("x-sluice-attempts")).isEqualTo("3");
        }
    }

    @Test
    void sendsResponsesAsChatsToAProviderThatHasOnlyThose() throws IOException {
        try (Interpreted stage = Interpreted.answering("", OK)) {
            stage.send(RawClient.post("/v1/responses", "{\"model\":\"gpt\",\"input\":\"hi\"}"));

            assertThat(stage.gpt().requests().get(0).head()).startsWith("POST /v1/chat/completions HTTP/1.1\r\n");
            assertThat(stage.gpt().requests().get(0).head()).contains("authorization: Bearer sk-openai\r\n");
        }
    }

    @Test
    void translatesALongBodyWithoutHoldingUpItsEventLoop() throws IOException {
        String words = "wörds ".repeat(200_000);
        try (Interpreted stage = Interpreted.answering(TestGateway.serving("event_loops: 1"), OK);
                RawClient slow = new RawClient(stage.gateway().port())) {
            slow.send(Chat.post(waiting(words)));
            TestGateway.await(() -> stage.translation().requests() == 1);

            assertThat(stage.send(RawClient.get("/healthz")).status()).isEqualTo(200);
            stage.translation().proceed();

            assertThat(slow.answer().status()).isEqualTo(200);
            assertThat(JSON.readTree(stage.seen().body()).at("/said/0/content").asText())
                    .isEqualTo(words);
            assertThat(stage.seen().head())
                    .contains("content-length: " + stage.seen().body().length + "\r\n");
            TestGateway.await(() -> stage.held() == 0);
        }
    }

    @Test
    void letsGoOfEverythingWhenTheClientLeavesWhileItsBodyIsTranslated() throws IOException {
        try (Interpreted stage = Interpreted.answering("", OK)) {
            try (RawClient client = new RawClient(stage.gateway().port())) {
                client.send(Chat.post(waiting("word ".repeat(100_000))));
                TestGateway.await(() -> stage.translation().requests() == 1);
            }
            assertThat(record(stage).result().failure()).isEqualTo(Code.CLIENT_GONE);
            assertThat(stage.held()).as("what is still looked at").isGreaterThan(500_000);

            stage.translation().proceed();

            TestGateway.await(() -> stage.held() == 0);
            assertThat(stage.claude().requests()).isEmpty();
            assertThat(stage.gateway().records().attempts()).isEmpty();
        }
    }

    @Test
    void endsInTimeThoughTheTranslationDoesNot() throws IOException {
        try (Interpreted stage = Interpreted.answering("", OK)) {
            Answer answer = stage.send(Chat.post("x-request-deadline-ms: 300\r\n", waiting("word ".repeat(100_000))));

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("deadline_exceeded");
            stage.translation().proceed();
            TestGateway.await(() -> stage.held() == 0);
            assertThat(stage.gateway().records().attempts()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 20_000})
    void answers503WhereThereIsNoRoomForTheTranslation(int words) throws IOException {
        String body = Chat.asking("m", "x".repeat(words));
        int room = body.getBytes(StandardCharsets.UTF_8).length + 20;
        try (Interpreted stage =
                Interpreted.answering(TestGateway.serving("max_body: " + room + ", body_memory: " + room), OK)) {
            Answer answer = stage.send(Chat.post(body));

            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(answer.text()).contains("body_memory_exhausted");
            TestGateway.await(() -> stage.held() == 0);
        }
    }

    private static String waiting(String words) {
        return Chat.asking("m", words).replace("{\"model\"", "{\"wait\":true,\"model\"");
    }

    private static ExchangeRecord record(Interpreted stage) {
        return stage.gateway().settled(1).get(0);
    }
}
