package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prompts that the gateway counts itself, for OpenAI has no endpoint for it. */
final class PromptCountTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "client-key-0123456789";
    private static final String OTHER = "other-key-0123456789";
    private static final String MESSAGES = "/v1/messages/count_tokens";
    private static final String CONTENTS = "/v1beta/models/gpt:countTokens";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        upstream = ScriptedUpstream.answering(Said.ok("{\"input_tokens\":1000}"));
        gateway = TestGateway.start("""
                providers:
                  - { name: gpt-co, dialect: openai, base_url: "http://127.0.0.1:%1$d", keys: [ { name: o, value: sk-openai } ] }
                  - { name: claude-co, dialect: anthropic, base_url: "http://127.0.0.1:%1$d", keys: [ { name: o, value: sk-anthropic } ] }
                models:
                  - { name: gpt, targets: [ { provider: gpt-co, model: gpt-4o } ] }
                  - { name: both, targets: [ { provider: gpt-co, model: gpt-4o }, { provider: claude-co, model: m } ] }
                metering: { request_tokens: 0, message_tokens: 0 }
                auth: { mode: keys, keys: [ { id: c, value: %2$s }, { id: o, value: %3$s, models: [ both ] } ] }
                """.formatted(upstream.port(), KEY, OTHER));
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private Answer ask(String path, String key, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(RawClient.post(path, body)
                            .replaceFirst("\r\n", "\r\nAuthorization: Bearer " + key + "\r\n"))
                    .answer();
        }
    }

    private static String message(String model, String words) {
        return "{\"model\":\"" + model
                + "\",\"system\":\"Good morning\",\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}";
    }

    @Test
    void countsForAClientOfAnthropic() throws IOException {
        // "Good morning" and a line end are three tokens, "Hello world" and one as well.
        Answer answer = ask(MESSAGES, KEY, message("gpt", "Hello world"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"input_tokens\":6}");
        assertThat(upstream.requests()).isEmpty();
        ExchangeRecord record = gateway.settled(1).get(0);
        assertThat(record.usage()).isEqualTo(Usage.NONE);
        assertThat(record.result().success()).isTrue();
    }

    @Test
    void countsForAClientOfGemini() throws IOException {
        String contents = "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello world\"}]}]";

        assertThat(ask(CONTENTS, KEY, "{" + contents + "}").text()).isEqualTo("{\"totalTokens\":3}");
        assertThat(ask(CONTENTS, KEY, "{\"generateContentRequest\":{" + contents + "}}")
                        .text())
                .isEqualTo("{\"totalTokens\":3}");
    }

    @Test
    void countsALongPrompt() throws IOException {
        JsonNode answer = JSON.readTree(
                ask(MESSAGES, KEY, message("gpt", "word ".repeat(200_000))).body());

        assertThat(answer.get("input_tokens").asLong()).isBetween(190_000L, 220_000L);
    }

    @Test
    void asksAProviderThatCanCountWhereThereIsOne() throws IOException {
        assertThat(ask(MESSAGES, KEY, message("both", "Hello world")).text()).isEqualTo("{\"input_tokens\":1000}");
    }

    @Test
    void countsNothingForWhoMayNotUseTheModel() throws IOException {
        assertThat(ask(MESSAGES, OTHER, message("gpt", "Hello")).status()).isEqualTo(403);
        assertThat(ask(MESSAGES, KEY, message("unheard-of", "Hello")).status()).isEqualTo(404);
        assertThat(ask(MESSAGES, KEY, "{\"model\":\"gpt\",").status()).isEqualTo(400);
    }

    @Test
    void keepsTheConnectionAndForgetsClientsThatLeave() throws IOException {
        String request = RawClient.post(MESSAGES, message("gpt", "word ".repeat(100_000)))
                .replaceFirst("\r\n", "\r\nAuthorization: Bearer " + KEY + "\r\n");
        for (int i = 0; i < 5; i++) {
            try (RawClient leaving = new RawClient(gateway.port())) {
                leaving.send(request);
            }
        }
        try (RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(request).answer().status()).isEqualTo(200);
            assertThat(client.send(request).answer().status()).isEqualTo(200);
        }
        gateway.settled(7);
        TestGateway.await(() -> gateway.server().state().bodyMemoryUsed() == 0);
    }
}
