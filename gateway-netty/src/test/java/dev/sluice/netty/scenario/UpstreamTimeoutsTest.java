package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.testing.ClosedPort;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that take too long. */
@Execution(ExecutionMode.CONCURRENT)
final class UpstreamTimeoutsTest {

    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final String ROLE =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    private static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    /** Connects once, and briefly. */
    private static final String IMPATIENT = "resilience: { attempts: 1, timeouts: { connect: 200ms } }";

    @Test
    void answersForAStreamThatDoesNotBegin() throws IOException {
        try (Stage stage = Stage.with(timeouts("first_byte: 200ms"), connection -> {
            connection.readRequest();
            connection.awaitClose();
        })) {
            assertTimeout(stage, Stage.STREAM, Code.FIRST_BYTE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ": ping\n\n", ROLE})
    void answersForAStreamWithoutOutput(String preamble) throws IOException {
        try (Stage stage = Stage.with(timeouts("first_byte: 200ms"), connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + (preamble.isEmpty() ? "" : chunk(preamble)));
            connection.awaitClose();
        })) {
            assertTimeout(stage, Stage.STREAM, Code.FIRST_BYTE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-le", "HTTP/1.1 500 Oops\r\ncontent-length: 5\r\n\r\nhal"})
    void answersForAnAnswerThatTakesTooLong(String begun) throws IOException {
        try (Stage stage = Stage.with(timeouts("unary: 200ms"), connection -> {
            connection.readRequest();
            connection.send(begun);
            connection.awaitClose();
        })) {
            assertTimeout(stage, Stage.UNARY, Code.UNARY_TIMEOUT);
        }
    }

    @Test
    void abortsAnAnswerThatTakesTooLong() throws IOException {
        try (Stage stage = Stage.with(timeouts("unary: 6s"), connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhal");
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.UNARY);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("hal");
            assertThat(answer.complete()).isFalse();
            assertThat(stage.gateway().settled(1).get(0).result().failure()).isEqualTo(Code.UNARY_TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.STREAM, Stage.STREAM_WITH_USAGE})
    void endsAStreamWithAnErrorThatStopsBetweenEvents(String request) throws IOException {
        try (Stage stage = Stage.with(timeouts("stall: 200ms"), connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + chunk(ROLE) + chunk(HELLO));
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(request);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.text())
                    .startsWith(ROLE + HELLO + "data: {\"error\"")
                    .doesNotContain("[DONE]");
            assertThat(Stage.errorCode(answer.text().substring((ROLE + HELLO).length() + 6)))
                    .isEqualTo("stall_timeout");
            assertThat(stage.gateway().settled(1).get(0).result().failure()).isEqualTo(Code.STALL_TIMEOUT);
            assertThat(stage.gateway().records().attempts().get(0).failure()).isEqualTo(Code.STALL_TIMEOUT);
        }
    }

    @Test
    void abortsAStreamThatStopsInsideOfAnEvent() throws IOException {
        try (Stage stage = Stage.with(timeouts("stall: 200ms"), connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + chunk(HELLO) + chunk("data: {"));
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.STREAM_WITH_USAGE);

            assertThat(answer.complete()).isFalse();
            assertThat(answer.text()).isEqualTo(HELLO + "data: {");
        }
    }

    @Test
    void endsAStreamWithoutAnErrorThatStopsBehindItsEnd() throws IOException {
        try (Stage stage = Stage.with(timeouts("stall: 200ms"), connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + chunk(HELLO) + chunk(DONE));
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.STREAM);

            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).isEqualTo(HELLO + DONE);
            assertThat(stage.gateway().settled(1).get(0).result().success()).isTrue();
        }
    }

    @Test
    void endsAStreamThatNeverStopsWhenItsTimeIsOver() throws IOException {
        String pings = chunk(HELLO.repeat(20));
        try (Stage stage = Stage.with(timeouts("total: 6s"), connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD);
            while (connection.awaitMillis(2)) {
                connection.send(pings);
            }
        })) {
            Answer answer = stage.chat(Stage.STREAM);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(stage.gateway().settled(1).get(0).result().failure()).isEqualTo(Code.TOTAL_TIMEOUT);
            String body = answer.text();
            int error = body.indexOf("data: {\"error\"");
            assertThat(error).isNotNegative();
            assertThat(Stage.errorCode(body.substring(error + 6))).isEqualTo("total_timeout");
            assertThat(answer.complete()).isTrue();
        }
    }

    @Test
    void answersForAnAnswerThatTakesLongerThanAllMayTake() throws IOException {
        try (Stage stage = Stage.with(timeouts("total: 200ms"), connection -> {
            connection.readRequest();
            connection.awaitClose();
        })) {
            assertTimeout(stage, Stage.UNARY, Code.TOTAL_TIMEOUT);
        }
    }

    @Test
    void doesNotBlameAProviderForAClientThatDoesNotRead() throws IOException {
        String big = chunk(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(100_000) + "\"}}]}\n\n");
        int count = 300;
        try (Stage stage = Stage.with(timeouts("stall: 6s"), connection -> {
                    connection.readRequest();
                    connection.send(STREAM_HEAD + chunk(HELLO));
                    if (connection.number() == 1) {
                        for (int i = 0; i < count; i++) {
                            connection.send(big);
                        }
                        connection.send(chunk(DONE) + "0\r\n\r\n");
                    }
                    connection.awaitClose();
                });
                RawClient slow = stage.client()) {
            slow.send(RawClient.post(Stage.CHAT, Stage.STREAM));
            String head = slow.head();
            // Meanwhile three others stall, one after the other: the first stands still for longer than its timeout.
            for (int i = 0; i < 2; i++) {
                assertThat(stage.chat(Stage.STREAM).text()).contains("stall_timeout");
                stage.gateway().settled(i + 1);
            }
            String rest = new String(slow.until("0\r\n\r\n"), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(head).startsWith("HTTP/1.1 200");
            assertThat(stage.gateway().settled(3).get(2).result().failure()).isNull();
            assertThat(rest.contains("error")).as("has an error").isFalse();
            assertThat(rest.endsWith(DONE + "\r\n0\r\n\r\n")).as("is complete").isTrue();
            assertThat(rest.length()).isGreaterThan(count * 100_000);
        }
    }

    @Test
    void answersForAnUpstreamThatRefusesConnections() throws IOException {
        try (ClosedPort closed = new ClosedPort();
                TestGateway gateway = TestGateway.inFrontOf(closed.number())) {
            assertFails(gateway, Code.CONNECT_FAILED);
        }
    }

    @Test
    void answersForAnUpstreamThatDoesNotAccept() throws IOException {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assumeTrue(fill(full, queue), "this kernel takes connections that nobody accepts");
            try (TestGateway gateway = TestGateway.start(TestGateway.routing(full.getLocalPort(), IMPATIENT))) {
                assertFails(gateway, Code.CONNECT_TIMEOUT);
            }
        } finally {
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Test
    void answersForAnUpstreamThatDoesNotShakeHandsInTime() throws IOException {
        try (ScriptedUpstream silent = ScriptedUpstream.start(ScriptedUpstream.Connection::awaitEnd);
                TestGateway gateway = TestGateway.start(secure(silent.port(), IMPATIENT))) {
            assertFails(gateway, Code.CONNECT_TIMEOUT);
        }
    }

    @Test
    void answersForAnUpstreamThatDoesNotSpeakTls() throws IOException {
        try (ScriptedUpstream plain = ScriptedUpstream.start(connection -> {
                    connection.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
                    connection.awaitEnd();
                });
                TestGateway gateway = TestGateway.start(secure(plain.port(), ""))) {
            assertFails(gateway, Code.TLS_FAILED);
        }
    }

    private static boolean fill(ServerSocket listener, List<Socket> queue) throws IOException {
        for (int i = 0; i < 16; i++) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 300);
            } catch (SocketTimeoutException full) {
                return true;
            }
        }
        return false;
    }

    private static String secure(int port, String more) {
        return TestGateway.routing(port, more).replace("http://", "https://");
    }

    private static void assertTimeout(Stage stage, String request, Code code) throws IOException {
        Answer answer = stage.chat(request);

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.complete()).isTrue();
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(Stage.errorCode(answer.text())).isEqualTo(code.code());
        assertThat(stage.gateway().settled(1).get(0).result().failure()).isEqualTo(code);
        assertThat(stage.gateway().records().attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.failure()).isEqualTo(code));
        stage.awaitUpstreamLevel(dev.sluice.core.observe.GatewayState.ConnectionState.ACTIVE, 0);
    }

    private static void assertFails(TestGateway gateway, Code code) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            for (int i = 1; i <= 2; i++) {
                Answer answer =
                        client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();

                assertThat(answer.status()).isEqualTo(code.status());
                assertThat(Stage.errorCode(answer.text())).isEqualTo(code.code());
                assertThat(gateway.settled(i).get(i - 1).result().failure()).isEqualTo(code);
            }
        }
    }

    private static String timeouts(String timeouts) {
        return "resilience: { timeouts: { " + timeouts + " } }";
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }
}
