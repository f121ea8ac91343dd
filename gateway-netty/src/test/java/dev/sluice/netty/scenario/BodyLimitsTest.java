package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much is held of clients' bodies, and of clients. */
final class BodyLimitsTest {

    private static final int LIMIT = 64 * 1024;
    private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        gateway = TestGateway.start(TestGateway.routing(
                upstream.port(), TestGateway.serving("max_body: 64KiB, body_memory: 64KiB, max_connections: 3")));
    }

    @AfterEach
    void stop() {
        await().until(() -> gateway.server().state().bodyMemoryUsed() == 0);
        gateway.close();
        upstream.close();
    }

    private static String json(int bytes) {
        String frame = "{\"model\":\"m\",\"input\":\"\"}";
        return frame.replace("\"\"", "\"" + "x".repeat(bytes - frame.length()) + "\"");
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(Chat.post(json(LIMIT))).answer().status()).isEqualTo(200);
        }
        assertThat(upstream.requests().get(0).text()).isEqualTo(json(LIMIT));
    }

    @Test
    void refusesAnAnnouncedBodyThatIsTooLarge() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(POST + JSON + "Content-Length: " + (LIMIT + 1) + "\r\n\r\n");

            ErrorShape.requireLast(client, 413, "body_too_large");
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void refusesAChunkedBodyWhereItBecomesTooLarge() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(POST + JSON + "Transfer-Encoding: chunked\r\n\r\n");
            String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
            client.send("10\r\n{\"model\":\"m\",\"a\"\r\n2\r\n:\"\r\n" + chunk.repeat(5));

            ErrorShape.requireLast(client, 413, "body_too_large");
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: application/json\r\n", "Content-Type: text/plain\r\n"})
    void answersAClientThatSendsEverythingBeforeItReads(String type) throws IOException {
        int size = 8 << 20;
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(POST + type + "Content-Length: " + size + "\r\n\r\n");
            client.send(new byte[size]);

            Answer answer = client.answer();
            assertThat(answer.status()).isIn(413, 415);
            assertThat(answer.complete()).isTrue();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void refusesABodyThatThereIsNoMemoryForUntilThereIsSome() throws IOException {
        String held = json(60_000);
        try (RawClient first = new RawClient(gateway.port());
                RawClient second = new RawClient(gateway.port())) {
            first.send(POST + JSON + "Content-Length: " + held.length() + "\r\n\r\n" + held.substring(0, 100));
            await().until(() -> gateway.server().state().bodyMemoryUsed() == 60_000);
            Answer refused = second.send(Chat.post(json(10_000))).answer();
            ErrorShape.require(refused, 503, "body_memory_exhausted");
            assertThat(refused.header("retry-after")).isEqualTo("1");

            assertThat(first.send(held.substring(100)).answer().status()).isEqualTo(200);
            await().until(() -> gateway.server().state().bodyMemoryUsed() == 0);
        }
        try (RawClient second = new RawClient(gateway.port())) {
            assertThat(second.send(Chat.post(json(10_000))).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void givesBackTheMemoryOfAClientThatLeaves() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(POST + JSON + "Content-Length: 50000\r\n\r\n{\"model\"");
            await().until(() -> gateway.server().state().bodyMemoryUsed() == 50_000);
        }
        await().until(() -> gateway.server().state().bodyMemoryUsed() == 0);
    }

    @Test
    void closesConnectionsAboveTheBoundAndTakesNewOnesWhenOldOnesGo() throws IOException {
        try (RawClient first = new RawClient(gateway.port());
                RawClient second = new RawClient(gateway.port());
                RawClient third = new RawClient(gateway.port())) {
            for (RawClient each : new RawClient[] {first, second, third}) {
                assertThat(each.send(RawClient.get("/healthz")).answer().status())
                        .isEqualTo(200);
            }
            try (RawClient fourth = new RawClient(gateway.port())) {
                assertThat(fourth.ended()).isTrue();
            }
            assertThat(second.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
        }
        await().ignoreExceptions().until(() -> {
            try (RawClient again = new RawClient(gateway.port())) {
                return again.send(RawClient.get("/healthz")).answer().status() == 200;
            }
        });
    }
}
