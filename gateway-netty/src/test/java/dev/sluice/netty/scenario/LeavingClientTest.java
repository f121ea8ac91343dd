package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not wait for the end. */
final class LeavingClientTest {

    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";

    private final AtomicInteger closes = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(strings = {Stage.STREAM, Stage.STREAM_WITH_USAGE})
    void endsTheProvidersStreamWhenItsClientLeaves(String request) throws IOException {
        int times = 50;
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            // Behind the output stands half an event, which waits where the usage is hidden.
            connection.send(STREAM_HEAD + chunk(HELLO) + chunk("data: {\"choices\":"));
            countClose(connection);
        })) {
            for (int i = 0; i < times; i++) {
                try (RawClient client = stage.client()) {
                    client.send(RawClient.post(Stage.CHAT, request));
                    client.until("Hello\"}}]}\n\n\r\n");
                    leave(client, i);
                }
            }
            await().untilAsserted(() -> assertThat(closes).hasValue(times));
            assertGone(stage, times);
        }
    }

    @Test
    void endsTheRequestOfAClientThatLeavesBeforeTheFirstByte() throws IOException {
        int times = 50;
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            countClose(connection);
        })) {
            for (int i = 0; i < times; i++) {
                int sent = i + 1;
                try (RawClient client = stage.client()) {
                    client.send(RawClient.post(Stage.CHAT, Stage.STREAM));
                    await().until(() -> stage.upstream().requests().size() == sent);
                    leave(client, i);
                }
            }
            await().untilAsserted(() -> assertThat(closes).hasValue(times));
            assertGone(stage, times);
            assertThat(stage.gateway().records().exchanges())
                    .allSatisfy(record -> assertThat(record.result().status()).isEqualTo(499));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {": ping\n\n", "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n", "data: {"})
    void dropsWhatWasHeldForAClientThatLeaves(String held) throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send(STREAM_HEAD + chunk(held));
                    countClose(connection);
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.STREAM));
            await().until(() -> stage.upstream().requests().size() == 1);
            leave(client, 0);

            await().untilAsserted(() -> assertThat(closes).hasValue(1));
            assertGone(stage, 1);
        }
    }

    @Test
    void asksNoProviderForAClientThatLeavesWhileItSends() throws IOException {
        int times = 50;
        String request = RawClient.post(Stage.CHAT, "{\"model\":\"m\",\"x\":\"" + "y".repeat(50_000) + "\"}");
        try (Stage stage = Stage.with(this::countClose)) {
            for (int i = 0; i < times; i++) {
                int sent = i + 1;
                try (RawClient client = stage.client()) {
                    client.send(request.substring(0, 500 + i * 900));
                    await().until(() -> stage.gateway().records().started() == sent);
                    leave(client, i);
                }
            }
            assertGone(stage, times);
            assertThat(stage.upstream().connections()).isZero();
            assertThat(stage.gateway().records().attempts()).isEmpty();
        }
    }

    @Test
    void endsTheProvidersStreamAlsoWhenItStandsStill() throws IOException {
        String event = chunk("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(50_000) + "\"}}]}\n\n");
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send(STREAM_HEAD);
                    try {
                        while (true) {
                            connection.send(event);
                        }
                    } finally {
                        closes.incrementAndGet();
                    }
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.STREAM));
            client.head();
            leave(client, 0);

            await().untilAsserted(() -> assertThat(closes).hasValue(1));
            assertGone(stage, 1);
        }
    }

    @Test
    void takesARequestOutOfTheQueueWhoseClientLeaves() throws IOException {
        try (Stage stage = Stage.pooled("max_connections: 1", connection -> {
                    while (connection.readRequest()) {
                        connection.awaitProceed();
                        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
                    }
                });
                RawClient first = stage.client();
                RawClient last = stage.client()) {
            first.send(RawClient.post(Stage.CHAT, Stage.UNARY));
            stage.awaitUpstreamLevel(ConnectionState.ACTIVE, 1);
            for (int i = 0; i < 20; i++) {
                try (RawClient client = stage.client()) {
                    client.send(RawClient.post(Stage.CHAT, Stage.UNARY));
                    stage.awaitUpstreamLevel(ConnectionState.PENDING, 1);
                    leave(client, i);
                    stage.awaitUpstreamLevel(ConnectionState.PENDING, 0);
                }
            }
            last.send(RawClient.post(Stage.CHAT, Stage.UNARY));
            stage.awaitUpstreamLevel(ConnectionState.PENDING, 1);
            stage.upstream().proceed();
            stage.upstream().proceed();

            assertThat(first.answer().text()).isEqualTo("{}");
            assertThat(last.answer().text()).isEqualTo("{}");
            assertThat(stage.upstream().requests()).hasSize(2);
            assertThat(stage.gateway().settled(22)).hasSize(22);
        }
    }

    private void countClose(ScriptedUpstream.Connection connection) throws IOException {
        if (connection.awaitClose()) {
            closes.incrementAndGet();
        }
    }

    /** Leaves with a close, or with a reset. */
    private static void leave(RawClient client, int time) throws IOException {
        if (time % 2 == 1) {
            client.socket().setSoLinger(true, 0);
        }
        client.close();
    }

    /** Every exchange was settled once, because its client had gone, and holds nothing any more. */
    private static void assertGone(Stage stage, int times) {
        assertThat(stage.gateway().settled(times)).hasSize(times);
        assertThat(stage.gateway().records().started()).isEqualTo(times);
        assertThat(stage.gateway().records().exchanges())
                .extracting(ExchangeRecord::result)
                .extracting(ExchangeRecord.Result::failure)
                .containsOnly(Code.CLIENT_GONE);
        assertThat(stage.gateway().server().state().bodyMemoryUsed()).isZero();
        stage.awaitUpstreamLevel(ConnectionState.ACTIVE, 0);
        stage.awaitUpstreamLevel(ConnectionState.IDLE, 0);
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }
}
