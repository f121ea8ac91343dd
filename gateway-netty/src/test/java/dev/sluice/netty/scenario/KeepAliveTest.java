package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections are kept, in both versions of HTTP (RFC 9112, section 9.3). */
final class KeepAliveTest {

    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAM =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}";

    private static SimulatedProvider provider;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback());
        gateway = TestGateway.inFrontOf(provider.port());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
    }

    private static String post(String version, String headers, String json) {
        return "POST /v1/chat/completions " + version + "\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                + headers + "Content-Length: " + json.length() + "\r\n\r\n" + json;
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, STREAM})
    void keepsAConnectionOfHttp11(String json) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                Answer answer = client.send(post("HTTP/1.1", "", json)).answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("connection")).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "keep-alive, close", "x-mine ,close"})
    void closesWhenToldTo(String option) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(post("HTTP/1.1", "Connection: " + option + "\r\n", CHAT));
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void endsAStreamProperlyAlsoWhenToldToClose() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(post("HTTP/1.1", "Connection: close\r\n", STREAM));
            Answer answer = client.answer();

            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).endsWith("data: [DONE]\n\n");
            assertThat(client.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, STREAM})
    void closesAConnectionOfHttp10(String json) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(post("HTTP/1.0", "", json));
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.header("transfer-encoding")).isNull();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void keepsAConnectionOfHttp10ThatAsksForIt() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                client.send(post("HTTP/1.0", "Connection: Keep-Alive\r\n", CHAT));
                Answer answer = client.answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("connection")).isEqualTo("keep-alive");
            }
        }
    }

    @Test
    void endsAStreamOfHttp10WithItsConnection() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(post("HTTP/1.0", "Connection: keep-alive\r\n", STREAM));
            Answer answer = client.answer();

            assertThat(answer.header("transfer-encoding")).isNull();
            assertThat(answer.header("content-length")).isNull();
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.text()).startsWith("data: ").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("HEAD /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n" + RawClient.get("/healthz"));
            String head = client.head();
            Answer next = client.answer();

            assertThat(head).contains("content-length: " + next.body().length + "\r\n");
            assertThat(next.status()).isEqualTo(200);
        }
    }
}
