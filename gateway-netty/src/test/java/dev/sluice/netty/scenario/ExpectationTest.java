package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code Expect}: a client that waits is told to go on, or gets its final answer at once (RFC 9110, section 10.1.1).
 */
final class ExpectationTest {

    private static final String BODY = Chat.unary("m");

    private static SimulatedProvider provider;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback());
        gateway = TestGateway.start(TestGateway.routing(provider.port(), TestGateway.serving("max_body: 1MiB")));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
    }

    private static String head(String version, String more, int length) {
        return "POST /v1/chat/completions " + version + "\r\nHost: gateway\r\nExpect: 100-Continue\r\n" + more
                + "Content-Length: " + length + "\r\n\r\n";
    }

    private static final String JSON = "Content-Type: application/json\r\n";

    @Test
    void tellsAClientToGoOn() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(head("HTTP/1.1", JSON, BODY.length()));
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

            assertThat(client.send(BODY).answer().status()).isEqualTo(200);
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void refusesBeforeTheBodyIsSent() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(head("HTTP/1.1", "Content-Type: text/plain\r\n", BODY.length()));
            ErrorShape.requireLast(client, 415, "unsupported_media_type");
        }
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(head("HTTP/1.1", JSON, 2_000_000));
            ErrorShape.requireLast(client, 413, "body_too_large");
        }
    }

    @Test
    void leavesAnOldClientAlone() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(head("HTTP/1.0", JSON, BODY.length()) + BODY);

            assertThat(client.answer().status()).as("no 100 for HTTP/1.0").isEqualTo(200);
        }
    }

    @Test
    void meetsNoOtherExpectation() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(Chat.post("Expect: a-miracle\r\n", BODY));
            ErrorShape.requireLast(client, 417, "expectation_failed");
        }
        assertThat(provider.stats().faulted()).isZero();
    }
}
