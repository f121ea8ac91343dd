package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are read on though their client has left, until they have told their usage. */
final class ReadOnTest {

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String END =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":9}}\n\ndata: [DONE]\n\n";

    private static final String ASKED = "{\"model\":\"m\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Good day to you.\"}]}";
    private final AtomicInteger closes = new AtomicInteger();

    private static Stage draining(String limit, ScriptedUpstream.Script script) {
        ScriptedUpstream upstream = ScriptedUpstream.start(script);
        String routing = TestGateway.routing(upstream.port(), "metering: { request_tokens: 0, message_tokens: 0 }");
        return new Stage(
                upstream,
                TestGateway.start(routing.replace("keys:", "on_client_gone: drain\n    " + limit + "\n    keys:")));
    }

    private static ExchangeRecord settled(Stage stage) {
        return stage.gateway().settled(1).get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.STREAM, Stage.STREAM_WITH_USAGE})
    void settlesAStreamExactlyWhenItHasToldItsUsage(String request) throws IOException {
        try (Stage stage = draining("drain_limit: 30s", connection -> {
                    while (connection.readRequest()) {
                        connection.send(HEAD + chunk(HELLO));
                        connection.awaitProceed();
                        connection.send(chunk(HELLO) + chunk(END) + "0\r\n\r\n");
                    }
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, request));
            client.until("Hello\"}}]}\n\n");
            client.socket().close();
            awaitGone(stage);
            assertThat(stage.gateway().records().exchanges()).isEmpty();

            stage.upstream().proceed();

            assertThat(settled(stage).usage()).isEqualTo(Usage.tokens(8, 9));
            assertThat(settled(stage).result().failure()).isEqualTo(Code.CLIENT_GONE);
            stage.awaitUpstreamLevel(ConnectionState.IDLE, 1);
            assertThat(stage.gateway().settled(1)).hasSize(1);
        }
    }

    @Test
    void settlesAnAnswerExactlyThatBeginsOnlyWhenItsClientHasLeft() throws IOException {
        String body = "{\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":9}}";
        try (Stage stage = draining("drain_limit: 30s", connection -> {
                    while (connection.readRequest()) {
                        connection.awaitProceed();
                        connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                                + body.length() + "\r\n\r\n" + body);
                    }
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.UNARY));
            await().until(() -> stage.upstream().requests().size() == 1);
            client.socket().close();
            awaitGone(stage);
            stage.upstream().proceed();

            assertThat(settled(stage).usage()).isEqualTo(Usage.tokens(8, 9));
            stage.awaitUpstreamLevel(ConnectionState.IDLE, 1);
        }
    }

    @Test
    void doesNotRememberAResponseThatIsNotKeptThoughItBeginsOnlyWhenItsClientHasLeft() throws IOException {
        String body = "{\"id\":\"resp_1\",\"usage\":{\"input_tokens\":8,\"output_tokens\":9}}";
        try (Stage stage = draining("drain_limit: 30s", connection -> {
                    while (connection.readRequest()) {
                        connection.awaitProceed();
                        connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                                + body.length() + "\r\n\r\n" + body);
                    }
                });
                RawClient client = stage.client();
                RawClient other = stage.client()) {
            client.send(RawClient.post("/v1/responses", "{\"model\":\"m\",\"input\":\"x\",\"store\":false}"));
            await().until(() -> stage.upstream().requests().size() == 1);
            client.socket().close();
            awaitGone(stage, 1);
            stage.upstream().proceed();

            assertThat(settled(stage).usage()).isEqualTo(Usage.tokens(8, 9));
            assertThat(other.send(RawClient.get("/v1/responses/resp_1"))
                            .answer()
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void estimatesWhatTakesTooLong() throws IOException {
        try (Stage stage = draining("drain_limit: 50ms", connection -> {
                    connection.readRequest();
                    connection.send(HEAD + chunk(HELLO));
                    countClose(connection);
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, ASKED));
            client.until("Hello\"}}]}\n\n");
            client.socket().close();

            assertThat(settled(stage).usage().isEstimated()).isTrue();
            assertThat(settled(stage).usage().output()).isEqualTo(1);
            assertThat(settled(stage).usage().input()).isPositive();
            await().untilAsserted(() -> assertThat(closes).hasValue(1));
        }
    }

    @Test
    void countsThePromptOfAnAnswerThatDoesNotBegin() throws IOException {
        try (Stage stage = draining("drain_limit: 50ms", connection -> {
                    connection.readRequest();
                    countClose(connection);
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, ASKED));
            await().until(() -> stage.upstream().requests().size() == 1);
            client.socket().close();

            assertThat(settled(stage).usage().input()).isPositive();
            await().untilAsserted(() -> assertThat(closes).hasValue(1));
        }
    }

    @Test
    void doesNotSendAgainWhatAStaleConnectionDidNotAnswer() throws IOException {
        try (Stage stage = draining("drain_limit: 10m", connection -> {
                    while (connection.readRequest()) {
                        if (connection.lastRequest().contains("Good day")) {
                            connection.awaitProceed();
                            return;
                        }
                        connection.send(OneGroup.OK);
                    }
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();
            stage.gateway().settled(1);
            client.send(RawClient.post(Stage.CHAT, ASKED));
            await().until(() -> stage.upstream().requests().size() == 2);
            client.socket().close();
            awaitGone(stage);
            stage.upstream().proceed();

            assertThat(stage.gateway().settled(2).get(1).result().failure()).isEqualTo(Code.CLIENT_GONE);
            assertThat(stage.upstream().requests()).hasSize(2);
            stage.awaitUpstreamLevel(ConnectionState.ACTIVE, 0);
        }
    }

    @Test
    void hangsUpOnAnErrorThatDoesNotEnd() throws IOException {
        try (Stage stage = draining("drain_limit: 10m", connection -> {
                    connection.readRequest();
                    connection.awaitProceed();
                    connection.send(HEAD + chunk("data: {\"error\":{\"message\":\"overloaded\"}}\n\n"));
                    countClose(connection);
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.STREAM));
            await().until(() -> stage.upstream().requests().size() == 1);
            client.socket().close();
            awaitGone(stage);
            stage.upstream().proceed();

            assertThat(settled(stage).result().failure()).isEqualTo(Code.CLIENT_GONE);
            await().untilAsserted(() -> assertThat(closes).hasValue(1));
            stage.awaitUpstreamLevel(ConnectionState.ACTIVE, 0);
        }
    }

    @Test
    void endsWhatBecomesTooLong() throws IOException {
        String event = chunk("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x ".repeat(25_000) + "\"}}]}\n\n");
        try (Stage stage = draining("drain_limit: 10m", connection -> {
                    connection.readRequest();
                    connection.send(HEAD);
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
            client.socket().close();

            assertThat(settled(stage).usage().isEstimated()).isTrue();
            await().untilAsserted(() -> assertThat(closes).hasValue(1));
        }
    }

    @Test
    void estimatesWhatIsCutWhileItIsReadOn() throws IOException {
        try (Stage stage = draining("drain_limit: 30s", connection -> {
                    connection.readRequest();
                    connection.send(HEAD + chunk(HELLO));
                    connection.awaitProceed();
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, Stage.STREAM));
            client.until("Hello\"}}]}\n\n");
            client.socket().close();
            awaitGone(stage);
            stage.upstream().proceed();

            assertThat(settled(stage).usage().output()).isEqualTo(1);
            stage.awaitUpstreamLevel(ConnectionState.ACTIVE, 0);
        }
    }

    @Test
    void settlesWhatIsReadOnWhenTheGatewayStops() throws IOException {
        Stage stage = draining("drain_limit: 10m", connection -> {
            connection.readRequest();
            connection.send(HEAD + chunk(HELLO));
            connection.awaitClose();
        });
        RawClient client = stage.client();
        client.send(RawClient.post(Stage.CHAT, Stage.STREAM));
        client.until("Hello\"}}]}\n\n");
        client.close();
        awaitGone(stage);

        stage.close();

        assertThat(stage.gateway().records().exchanges())
                .singleElement()
                .extracting(record -> record.usage().isEstimated())
                .isEqualTo(true);
    }

    private static void awaitGone(Stage stage) {
        awaitGone(stage, 0);
    }

    /** Waits until no more clients than these are there. */
    private static void awaitGone(Stage stage, int left) {
        AtomicLong clients = new AtomicLong(1);
        await().until(() -> {
            clients.set(0);
            stage.gateway().server().state().connections((side, provider, state, count) -> {
                if (side == Side.CLIENT) {
                    clients.addAndGet(count);
                }
            });
            return clients.get() == left;
        });
    }

    private void countClose(ScriptedUpstream.Connection connection) throws IOException {
        if (connection.awaitClose()) {
            closes.incrementAndGet();
        }
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }
}
