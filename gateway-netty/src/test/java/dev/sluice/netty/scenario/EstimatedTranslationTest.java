package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Usage;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What providers of other dialects do not report is counted in the words in which they were asked. */
final class EstimatedTranslationTest {

    private static final String TOOLS = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"tides\","
            + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}]";
    private static final String ASKED = "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\","
            + "\"content\":\"Good morning\"},{\"role\":\"assistant\",\"content\":null,"
            + "\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
            + "\"function\":{\"name\":\"tides\",\"arguments\":\"{\\\"city\\\":\\\"Bern\\\"}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"high\"}]," + TOOLS + "}";

    private ScriptedUpstream claude;
    private ScriptedUpstream gpt;
    private ScriptedUpstream gem;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        claude = ScriptedUpstream.answering(
                Said.ok("{\"content\":[{\"type\":\"text\",\"text\":\"Hello world\"}],\"stop_reason\":\"end_turn\"}"));
        gpt = ScriptedUpstream.answering(
                Said.ok("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello world\"},"
                        + "\"finish_reason\":\"stop\"}]}"));
        gem = ScriptedUpstream.answering(Said.ok("{\"embeddings\":[{\"values\":[0.5]},{\"values\":[0.25]}]}"));
        gateway = TestGateway.start("""
                providers:
                  - { name: claude-co, dialect: anthropic, base_url: "http://127.0.0.1:%d", keys: [ { name: a, value: sk-anthropic } ] }
                  - { name: gpt-co, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: o, value: sk-openai } ] }
                  - { name: gem-co, dialect: gemini, base_url: "http://127.0.0.1:%d", keys: [ { name: g, value: sk-gemini } ] }
                  - { name: none-co, dialect: anthropic, base_url: "http://127.0.0.1:1", keys: [ { name: n, value: sk-none } ] }
                models:
                  - { name: claude, targets: [ { provider: claude-co } ] }
                  - { name: gpt, targets: [ { provider: gpt-co } ] }
                  - { name: gem, targets: [ { provider: gem-co } ] }
                  - { name: none-then-gpt, targets: [ { provider: none-co }, { provider: gpt-co } ] }
                resilience: { attempts: 1 }
                """.formatted(claude.port(), gpt.port(), gem.port()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        claude.close();
        gpt.close();
        gem.close();
    }

    private Usage usage(int number, String path, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(RawClient.post(path, body)).answer().status())
                    .isEqualTo(200);
        }
        return gateway.settled(number).get(number - 1).usage();
    }

    @Test
    void countsWhatTheProviderWasSentAndNotWhatTheClientSaid() throws IOException {
        Usage translated = usage(1, Stage.CHAT, ASKED.replace("MODEL", "claude"));
        String sent = claude.requests().get(0).text();
        Usage untranslated = usage(2, "/v1/messages", sent);

        assertThat(sent).contains("input_schema", "tool_use");
        assertThat(translated.isEstimated()).isTrue();
        assertThat(translated.output()).isEqualTo(2);
        assertThat(translated).isEqualTo(untranslated);
    }

    @Test
    void countsTheWordsOfTheProviderThatAnsweredAtLast() throws IOException {
        Usage second = usage(1, Stage.CHAT, ASKED.replace("MODEL", "none-then-gpt"));
        Usage only = usage(2, Stage.CHAT, ASKED.replace("MODEL", "gpt"));

        assertThat(second.isEstimated()).isTrue();
        assertThat(second).isEqualTo(only);
    }

    @Test
    void countsTheTextsOfManyEmbeddingsInEitherDialect() throws IOException {
        String part = "{\"model\":\"models/gem\",\"content\":{\"parts\":[{\"text\":\"Good morning\"}]}}";
        String inputs = "\"input\":[\"Good morning\",\"Good morning\"]";

        Usage batch = usage(1, "/v1beta/models/gem:batchEmbedContents", "{\"requests\":[" + part + "," + part + "]}");
        Usage translated = usage(2, "/v1/embeddings", "{\"model\":\"gem\"," + inputs + "}");

        assertThat(batch.isEstimated()).isTrue();
        assertThat(batch.input()).isBetween(6L, 8L);
        assertThat(translated).isEqualTo(batch);
    }
}
