package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.netty.relay.TranslatedAnswer;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers and errors of a provider that speaks another dialect than the client. */
final class TranslatedAnswerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "sk-anthropic";

    @Test
    void writesTheClientsAnswerWithItsOwnFramingAndMetersTheProviders() throws IOException {
        String head = "anthropic-ratelimit-requests-remaining: 7\r\ncontent-language: de\r\netag: x\r\n";
        try (Interpreted stage = Interpreted.answering("", Said.status(200, head, Interpreted.ANSWER))) {
            Answer answer = stage.send(Chat.post(Chat.unary("m")));

            assertThat(answer.text()).isEqualTo("{\"for\":\"m\",\"text\":\"Grüße\"}");
            assertThat(answer.head())
                    .startsWith("HTTP/1.1 200 ")
                    .containsOnlyOnce("content-type: application/json\r\n")
                    .containsOnlyOnce("content-length: " + answer.body().length + "\r\n")
                    .contains("anthropic-ratelimit-requests-remaining: 7\r\n", "x-sluice-model: claude-own\r\n")
                    .doesNotContain("etag");
            ExchangeRecord record = stage.gateway().settled(1).get(0);
            assertThat(record.usage().input()).isEqualTo(9);
            assertThat(record.usage().output()).isEqualTo(3);
        }
    }

    @Test
    void takesAnAnswerInChunksOnOneConnectionAfterTheOther() throws IOException {
        String chunked = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                + Said.chunk(Interpreted.ANSWER.substring(0, 20)) + Said.chunk(Interpreted.ANSWER.substring(20))
                + Said.LAST;
        try (Interpreted stage = Interpreted.answering("", chunked);
                RawClient client = new RawClient(stage.gateway().port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(Chat.post(Chat.unary("m"))).answer().text())
                        .contains("Grüße");
            }
            assertThat(stage.claude().connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{\"content",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}"
            })
    void takesWhatIsNoAnswerForAFailureOfTheProvider(String said) throws IOException {
        try (Interpreted stage = Interpreted.answering("", said)) {
            Answer answer = stage.send(Chat.post(Chat.unary("m")));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("upstream_malformed");
            assertThat(stage.gateway().records().attempts().get(0).failure()).isEqualTo(Code.UPSTREAM_MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 2\r\n\r\n\n\n",
                "HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n"
            })
    void takesWhatWasNotAskedForForAFailureOfTheProvider(String said) throws IOException {
        try (Interpreted stage = Interpreted.answering("", said)) {
            Answer answer = stage.send(Chat.post(Chat.unary("m")));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("upstream_wrong_type");
        }
    }

    @Test
    void takesAnAnswerBeyondBoundsForAFailureOfTheProvider() throws IOException {
        String piece = Said.chunk(" ".repeat(1024 * 1024));
        try (Interpreted stage = Interpreted.with("", connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
            for (int sent = 0; sent <= TranslatedAnswer.MOST; sent += 1024 * 1024) {
                connection.send(piece);
            }
            connection.awaitClose();
        })) {
            Answer answer = stage.send(Chat.post(Chat.unary("m")));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("upstream_malformed");
        }
    }

    @Test
    void refusesAnAnswerForWhichThereIsNoMemoryAndGivesBackWhatItHad() throws IOException {
        String room = TestGateway.serving("max_body: 64KiB, body_memory: 64KiB");
        String padded = Interpreted.ANSWER.replaceFirst("\\{", "{" + " ".repeat(40 * 1024));
        String tooLong = Interpreted.ANSWER.replaceFirst("\\{", "{" + " ".repeat(80 * 1024));
        AtomicReference<String> said = new AtomicReference<>(tooLong);
        try (Interpreted stage = Interpreted.with(room, connection -> {
            while (connection.readRequest()) {
                connection.send(Said.ok(said.get()));
            }
        })) {
            Answer refused = stage.send(Chat.post(Chat.unary("m")));

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("body_memory_exhausted");
            assertThat(stage.claude().requests()).as("it is not tried again").hasSize(1);
            stage.gateway().settled(1);
            said.set(padded);
            for (int i = 0; i < 4; i++) {
                assertThat(stage.send(Chat.post(Chat.unary("m"))).text()).contains("Grüße");
                stage.gateway().settled(i + 2);
            }
        }
    }

    @Test
    void triesAnotherTargetWhereAnAnswerIsMalformed() throws IOException {
        try (Interpreted stage = Interpreted.answering(Interpreted.RESILIENCE, Said.ok("{}"))) {
            assertThat(stage.send(Chat.post(Chat.unary("both"))).text()).isEqualTo("{\"from\":\"gpt\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error,invalid_request_error",
        "404,not_found_error,invalid_request_error",
        "413,request_too_large,invalid_request_error",
        "429,rate_limit_error,rate_limit_error",
        "500,api_error,server_error",
        "529,overloaded_error,server_error"
    })
    void tellsAProvidersErrorInTheClientsWords(int status, String theirs, String type) throws IOException {
        String said = Said.status(status, "retry-after: 7\r\n", Tongue.ANTHROPIC.error(status, theirs));
        String policy = Interpreted.RESILIENCE.replace("attempts: 2", "attempts: 1, on_rate_limit: relay");
        try (Interpreted stage = Interpreted.answering(policy, said)) {
            Answer answer = stage.send(Chat.post(Chat.unary("m")));

            assertThat(answer.status()).isEqualTo(status);
            JsonNode error = JSON.readTree(answer.body()).get("error");
            assertThat(error.get("message").asText()).isEqualTo("No.");
            assertThat(error.get("type").asText()).isEqualTo(type);
            assertThat(error.get("request_id").asText()).isEqualTo(answer.header("x-request-id"));
            assertThat(answer.header("retry-after")).isEqualTo("7");
            assertThat(answer.header("x-sluice-provider")).isEqualTo("claude-co");
            assertThat(answer.head()).containsOnlyOnce("content-type").containsOnlyOnce("content-length");
            assertThat(stage.gateway().settled(1).get(0).result().status()).isEqualTo(status);
        }
    }

    @Test
    void hidesAnErrorThatQuotesTheGatewaysKey() throws IOException {
        String said = Said.status(400, "", Tongue.ANTHROPIC.error(400, "x").replace("No.", "Not with " + KEY));
        try (Interpreted stage = Interpreted.answering("", said)) {
            Answer answer = stage.send(Chat.post(Chat.unary("m")));

            assertThat(answer.head() + answer.text()).doesNotContain(KEY);
            assertThat(answer.text()).contains("upstream_refused");
        }
    }

    @Test
    void tellsAnErrorOfAnyDialectToAClientOfGemini() throws IOException {
        String said = Said.status(400, "", Said.error("invalid_request_error", "bad_thing"));
        try (Interpreted stage = Interpreted.answering("", said)) {
            Answer answer = stage.send(Tongue.GEMINI.ask("m"));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(Tongue.GEMINI.code(answer.text())).isEqualTo("bad_thing");
            assertThat(JSON.readTree(answer.body()).at("/error/status").asText())
                    .isEqualTo("INVALID_ARGUMENT");
        }
    }
}
