package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams whose requests do not say how long they may be, against limits of tokens and money. */
final class TopUpTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** By its bytes the last piece may be beyond the limit, and what is under way no more than that. */
    private static final long ONE_PIECE = 12;

    private static final Map<String, String> ASKED = Map.of(
            "chat",
            Chat.stream("m"),
            "chat-usage",
            Chat.stream("m").replace("\"stream\"", "\"stream_options\":{\"include_usage\":true},\"stream\""),
            "completion",
            "{\"model\":\"m\",\"stream\":true,\"prompt\":\"hi\"}",
            "response",
            "{\"model\":\"m\",\"stream\":true,\"input\":\"hi\"}",
            "message",
            Chat.stream("m"),
            "gemini",
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}");

    private static final Map<String, String> PATHS = Map.of(
            "chat", "/v1/chat/completions",
            "chat-usage", "/v1/chat/completions",
            "completion", "/v1/completions",
            "response", "/v1/responses",
            "message", "/v1/messages",
            "gemini", "/v1beta/models/m:streamGenerateContent?alt=sse",
            "gemini-array", "/v1beta/models/m:streamGenerateContent");

    private final MemoryStore store = new MemoryStore();
    private ScriptedUpstream upstream;
    private TestGateway gateway;

    private void start(int pieces, String provider, String limits) {
        upstream = Endless.start(pieces);
        gateway = TestGateway.start("""
                providers:
                  - { name: up, %s, base_url: "http://127.0.0.1:%d" }
                models:
                  - { name: m, targets: [ { provider: up } ] }
                prices: { models: { m: { input: 0, output: 10 } } }
                auth: { mode: keys, keys: [ { id: k, value: secret %s } ] }
                """.formatted(provider, upstream.port(), limits), store);
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            chat         | dialect: openai
            chat-usage   | dialect: openai
            completion   | dialect: openai
            response     | dialect: openai
            message      | dialect: anthropic
            gemini       | dialect: gemini
            chat         | dialect: openai, serves: [ responses ]
            chat-usage   | dialect: anthropic
            chat         | dialect: gemini
            response     | dialect: anthropic
            response     | dialect: gemini
            response     | dialect: openai, serves: [ chat_completions ]
            gemini       | dialect: openai
            gemini       | dialect: anthropic
            gemini-array | dialect: openai
            """)
    void endsAStreamAsItsClientExpectsWhenALimitIsUsedUp(String asked, String provider) throws Exception {
        start(Endless.FOREVER, provider, ", limits: { tokens_per_day: 5000 }");
        try (RawClient client = new RawClient(gateway.port())) {
            Answer answer = client.send(request(asked)).answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isTrue();
            requireEnd(asked, answer.text());
            assertThat(client.send(request("chat")).answer().status()).isEqualTo(429);
        }
        ExchangeRecord record = ended(2);
        assertThat(record.result().endedBy()).isEqualTo(LimitKind.DAY_TOKENS);
        assertThat(gateway.records().limits()).containsExactly("KEY day_tokens", "KEY day_tokens");
        assertThat(booked(1).inputTokens() + booked(1).outputTokens()).isBetween(4_000L, 5_000 + ONE_PIECE);
    }

    @Test
    void letsAnAnswerGoOnAsLongAsThereIsRoom() throws Exception {
        start(900, "dialect: openai", ", limits: { tokens_per_day: 20000, budget: { usd: 0.2, per: day } }");

        Answer answer = send(request("chat"));

        assertThat(answer.text()).contains("\"finish_reason\":\"stop\"").endsWith("data: [DONE]\n\n");
        assertThat(answer.text().split(Endless.WORDS, -1)).hasSize(901);
        assertThat(gateway.settled(1).get(0).result().endedBy()).isNull();
        assertThat(booked(1).outputTokens()).isEqualTo(9_000);
        assertThat(gateway.records().limits()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            , limits: { budget: { usd: 0.05, per: month } }       | MONTH_BUDGET
            , limits: { tokens_per_minute: 5000 }                 | MINUTE_TOKENS
            , limits: { budget: { usd: 0.045, per: day } }        | DAY_BUDGET
            """)
    void asksEveryKindOfLimit(String limits, LimitKind kind) throws Exception {
        start(Endless.FOREVER, "dialect: openai", limits);

        Answer answer = send(request("chat"));

        requireEnd("chat", answer.text());
        assertThat(gateway.settled(1).get(0).result().endedBy()).isEqualTo(kind);
    }

    @Test
    void asksTheGroup() throws Exception {
        start(Endless.FOREVER, "dialect: openai, limits: { tokens_per_day: 4500 }", "");

        requireEnd("chat", send(request("chat")).text());

        assertThat(gateway.records().limits()).containsExactly("GROUP day_tokens");
    }

    @Test
    void endsNoStreamForABudgetThatOnlyWarns() throws Exception {
        start(900, "dialect: openai", ", limits: { budget: { usd: 0.05, per: day, on_exceeded: warn } }");

        assertThat(send(request("chat")).text()).contains("\"finish_reason\":\"stop\"");
    }

    @Test
    void readsOnWhatIsToBeDrained() throws Exception {
        start(3_000, "dialect: openai, on_client_gone: drain", ", limits: { tokens_per_day: 5000 }");
        try (RawClient client = new RawClient(gateway.port())) {
            Answer answer = client.send(request("chat")).answer();
            requireEnd("chat", answer.text());
            assertThat(client.send(request("chat")).answer().status()).isEqualTo(429);

            assertThat(booked(1).outputTokens()).isEqualTo(30_000);
            ExchangeRecord record = ended(2);
            assertThat(record.usage().isEstimated()).isFalse();
            assertThat(record.sizes().responseBody()).isEqualTo(answer.body().length);
        }
    }

    @Test
    void passesABudgetByNoMoreThanAPieceForEachStream() throws Exception {
        start(Endless.FOREVER, "dialect: openai", ", limits: { budget: { usd: 3, per: day } }");
        int streams = 50;
        ExecutorService clients = Executors.newFixedThreadPool(streams);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            answers.add(clients.submit(() -> send(request("chat"))));
        }
        int ended = 0;
        for (Future<Answer> each : answers) {
            // Those that came first may have reserved more before the last ones came.
            if (each.get().status() == 200) {
                ended++;
                requireEnd("chat", each.get().text());
            }
        }
        clients.shutdown();

        UsageQuery.Row booked = booked(ended);
        assertThat(booked.picoDollars().longValueExact())
                .isBetween(2_400_000_000_000L, 3_000_000_000_000L + ended * ONE_PIECE * 10_000_000);
        TestGateway.await(() -> gateway.meters().unsettled() == 0);
    }

    /** The exchange whose stream was ended, when so many are settled. */
    private ExchangeRecord ended(int settled) {
        return gateway.settled(settled).stream()
                .filter(each -> each.result().success())
                .findFirst()
                .orElseThrow();
    }

    private static String request(String asked) {
        String body = ASKED.get(asked.equals("gemini-array") ? "gemini" : asked);
        return RawClient.post(PATHS.get(asked), body).replaceFirst("\r\n", "\r\nAuthorization: Bearer secret\r\n");
    }

    private Answer send(String request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request).answer();
        }
    }

    private UsageQuery.Row booked(long exchanges) {
        TestGateway.await(() -> sum().requests() >= exchanges);
        return sum();
    }

    private UsageQuery.Row sum() {
        List<UsageQuery.Row> rows = new ArrayList<>();
        store.usage().sums(new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of()), 10, rows::add);
        return rows.get(0);
    }

    /** The end of a stream, as each dialect has it. */
    private static void requireEnd(String asked, String stream) throws Exception {
        switch (asked) {
            case "gemini-array" -> {
                JsonNode all = JSON.readTree(stream);
                assertThat(all.get(all.size() - 1)
                                .at("/candidates/0/finishReason")
                                .asText())
                        .isEqualTo("MAX_TOKENS");
            }
            case "gemini" ->
                assertThat(events(stream)
                                .get(events(stream).size() - 1)
                                .at("/candidates/0/finishReason")
                                .asText())
                        .isEqualTo("MAX_TOKENS");
            case "message" -> requireMessage(events(stream));
            case "response" -> requireResponse(events(stream));
            default -> requireChunks(asked, stream);
        }
    }

    private static void requireChunks(String asked, String stream) throws Exception {
        assertThat(stream).endsWith("\n\ndata: [DONE]\n\n");
        List<JsonNode> chunks = events(stream);
        boolean usage = asked.equals("chat-usage");
        JsonNode last = chunks.get(chunks.size() - (usage ? 2 : 1));
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(last.path("id")).isEqualTo(chunks.get(0).path("id"));
        assertThat(chunks.get(chunks.size() - 1).at("/usage/completion_tokens").asLong())
                .isBetween(usage ? 4_500L : 0, 5_000L);
        assertThat(stream.split("finish_reason\":\"", -1)).hasSize(2);
    }

    private static void requireMessage(List<JsonNode> events) {
        List<JsonNode> last = events.subList(events.size() - 3, events.size());
        assertThat(last)
                .extracting(event -> event.path("type").asText())
                .containsExactly("content_block_stop", "message_delta", "message_stop");
        assertThat(last.get(1).at("/delta/stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(last.get(1).at("/usage/output_tokens").asLong()).isBetween(4_500L, 5_000L);
    }

    private static void requireResponse(List<JsonNode> events) {
        List<JsonNode> last = events.subList(events.size() - 4, events.size());
        assertThat(last)
                .extracting(event -> event.path("type").asText())
                .containsExactly(
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.incomplete");
        JsonNode response = last.get(3).path("response");
        assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(response.at("/output/0/content/0/text").asText())
                .isEqualTo(last.get(0).path("text").asText())
                .startsWith(Endless.WORDS)
                .endsWith(Endless.WORDS);
        assertThat(response.at("/usage/output_tokens").asLong()).isBetween(4_500L, 5_000L);
    }

    private static List<JsonNode> events(String stream) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            String data = event.substring(event.indexOf("data: ") + 6);
            if (!data.equals("[DONE]")) {
                events.add(JSON.readTree(data));
            }
        }
        return events;
    }
}
