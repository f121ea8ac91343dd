package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Connection;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that are read on to their end, though a limit or their client has left: all of them is charged, once. */
final class ReadOnLimitsTest {

    private static final int PIECES = 1_000;

    private final MemoryStore store = new MemoryStore();
    private ScriptedUpstream upstream;
    private TestGateway gateway;

    private void start(String dialect, ScriptedUpstream.Script script) {
        upstream = ScriptedUpstream.start(script);
        gateway = TestGateway.start("""
                providers:
                  - { name: up, dialect: %s, on_client_gone: drain, base_url: "http://127.0.0.1:%d" }
                models:
                  - { name: m, targets: [ { provider: up } ] }
                auth: { mode: keys, keys: [ { id: k, value: secret, limits: { tokens_per_day: 5000 } } ] }
                """.formatted(dialect, upstream.port()), store);
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
        store.close();
    }

    @Test
    void chargesWhatAProviderTellsLastThoughItTellsWithEachEventWhatWasUsedSoFar() throws Exception {
        start("gemini", connection -> {
            connection.readRequest();
            connection.send(Said.STREAM);
            for (int i = 1; i <= PIECES; i++) {
                event(connection, """
                        {"candidates":[{"content":{"parts":[{"text":"%s"}],"role":"model"},"index":0%s}],\
                        "usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":%d}}""".formatted(
                                Endless.WORDS, i == PIECES ? ",\"finishReason\":\"STOP\"" : "", i * 10));
            }
            connection.send(Said.LAST);
        });
        String asked = RawClient.post(
                "/v1beta/models/m:streamGenerateContent?alt=sse",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}");
        try (RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(authorized(asked)).answer().complete()).isTrue();
        }

        assertThat(gateway.settled(1).get(0).result().endedBy()).isNotNull();
        assertThat(booked().outputTokens()).isEqualTo(10L * PIECES);
    }

    @Test
    void endsNoAnswerForALimitWhoseClientHasLeft() throws Exception {
        start("openai", connection -> {
            connection.readRequest();
            connection.send(Said.STREAM);
            piece(connection);
            connection.awaitProceed();
            for (int i = 1; i < PIECES; i++) {
                piece(connection);
            }
            event(
                    connection,
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":%d}}".formatted(PIECES * 10));
            event(connection, "[DONE]");
            connection.send(Said.LAST);
            connection.awaitEnd();
        });
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(authorized(Chat.post(Chat.stream("m"))));
            client.until(Endless.WORDS);
        }
        TestGateway.await(() -> clients() == 0);

        upstream.proceed();

        assertThat(booked().outputTokens()).isEqualTo(10L * PIECES);
        List<ExchangeRecord> settled = gateway.settled(1);
        assertThat(settled).hasSize(1);
        assertThat(settled.get(0).result().failure()).isEqualTo(Code.CLIENT_GONE);
        assertThat(settled.get(0).result().endedBy()).isNull();
        assertThat(gateway.records().limits()).isEmpty();
    }

    private static void piece(Connection connection) throws IOException {
        event(connection, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + Endless.WORDS + "\"}}]}");
    }

    private static void event(Connection connection, String data) throws IOException {
        String event = "data: " + data + "\n\n";
        connection.send(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
    }

    private static String authorized(String request) {
        return request.replaceFirst("\r\n", "\r\nAuthorization: Bearer secret\r\n");
    }

    private long clients() {
        AtomicLong clients = new AtomicLong();
        gateway.server().state().connections((side, provider, state, count) -> {
            if (side == Side.CLIENT) {
                clients.addAndGet(count);
            }
        });
        return clients.get();
    }

    private UsageQuery.Row booked() {
        TestGateway.await(() -> row().requests() == 1);
        return row();
    }

    private UsageQuery.Row row() {
        List<UsageQuery.Row> rows = new ArrayList<>();
        store.usage().sums(new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of()), 10, rows::add);
        return rows.get(0);
    }
}
