package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.config.Verdict;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A client that takes too long is cut, also one that always does a little. */
@Execution(ExecutionMode.CONCURRENT)
final class ClientDeadlinesTest {

    /** Who counts clients that stall counts them one after the other. */
    private static final String STALLING = "clients that stall";

    private static SimulatedProvider provider;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback());
        gateway = TestGateway.start(TestGateway.routing(
                provider.port(),
                "  - { name: big, targets: [ { provider: up, model: \"m+tokens=4000+bytes=32MiB\" } ] }\n"
                        + TestGateway.serving(idle("2m"))));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
    }

    /** However long a client's thread has to wait between its connection and its first byte, it is in time. */
    private static String idle(String timeout) {
        return "header_timeout: 2s, body_timeout: 2s, write_timeout: 2s, idle_timeout: " + timeout;
    }

    private static String idling(String timeout) {
        return TestGateway.routing(provider.port(), TestGateway.serving(idle(timeout)));
    }

    @Test
    void cutsAHeadThatDrips() throws IOException {
        try (RawClient client = new RawClient(gateway.port());
                Drip drip = new Drip(client)) {
            client.send("GET /healthz HTTP/1.1\r\nHost: gateway\r\nX-Drip: ");
            drip.start();

            ErrorShape.requireLast(client, 408, "request_timeout");
        }
    }

    @Test
    void cutsABodyThatDrips() throws IOException {
        try (RawClient client = new RawClient(gateway.port());
                Drip drip = new Drip(client)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000000\r\n\r\n{\"model\":\"");
            drip.start();

            ErrorShape.requireLast(client, 408, "request_timeout");
        }
        await().until(() -> gateway.server().state().bodyMemoryUsed() == 0);
    }

    @Test
    void cutsAHeadThatStopsBehindAnAnswer() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.get("/healthz") + "GET /health");

            assertThat(client.answer().status()).isEqualTo(200);
            ErrorShape.requireLast(client, 408, "request_timeout");
        }
    }

    @Test
    void closesAConnectionThatNeverAsks() throws IOException {
        try (TestGateway impatient = TestGateway.start(idling("1s"));
                RawClient client = new RawClient(impatient.port())) {
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void closesAConnectionThatAsksNoMore() throws IOException {
        try (TestGateway patient = TestGateway.start(idling("2m"));
                RawClient client = new RawClient(patient.port())) {
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
            assertThat(patient.reload(idling("1s"))).isInstanceOf(Verdict.Accepted.class);
            client.send(RawClient.get("/healthz"));

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    @ResourceLock(STALLING)
    void cutsAClientThatDoesNotReadItsStream() throws IOException {
        long abandoned = provider.stats().abandoned();
        long stalled = stalled();
        try (RawClient client = RawClient.narrow(gateway.port())) {
            client.send(RawClient.post(
                    "/v1/chat/completions",
                    "{\"model\":\"big\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}"));

            await().until(() -> stalled() > stalled);
            await().until(() -> provider.stats().abandoned() > abandoned);
            assertThat(new String(client.rest(), java.nio.charset.StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("[DONE]");
        }
    }

    @Test
    @ResourceLock(STALLING)
    void cutsAClientThatDoesNotReadAWholeAnswer() throws IOException {
        long stalled = stalled();
        try (RawClient client = RawClient.narrow(gateway.port())) {
            client.send(RawClient.post(
                    "/v1/chat/completions",
                    "{\"model\":\"big\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));

            await().until(() -> stalled() > stalled);
        }
    }

    private static long stalled() {
        return gateway.records().exchanges().stream()
                .filter(each -> each.result().failure() == Code.CLIENT_STALLED)
                .count();
    }

    /** Sends a byte now and then, much more often than any deadline, until the connection is gone. */
    private static final class Drip implements AutoCloseable {

        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final RawClient client;

        Drip(RawClient client) {
            this.client = client;
        }

        void start() {
            timer.scheduleAtFixedRate(this::send, 20, 20, TimeUnit.MILLISECONDS);
        }

        private void send() {
            try {
                client.send("x");
            } catch (IOException gone) {
                timer.shutdownNow();
            }
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }
}
