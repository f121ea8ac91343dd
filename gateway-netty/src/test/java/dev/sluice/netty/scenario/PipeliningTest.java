package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests of one connection are answered one at a time and in order, however many are sent ahead. */
final class PipeliningTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    @Test
    void answersFiftyMixedRequestsInOrder() throws IOException {
        try (SimulatedProvider provider = SimulatedProvider.start(Options.loopback());
                TestGateway gateway = TestGateway.inFrontOf(provider.port());
                RawClient client = new RawClient(gateway.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append(mixed(i));
            }
            client.send(requests.toString());

            for (int i = 0; i < 50; i++) {
                requireMixed(i, client.answer());
            }
            assertThat(gateway.settled(50)).hasSize(50);
        }
    }

    private static String mixed(int i) {
        String request = switch (i % 7) {
            case 0 -> chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            case 1 -> chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}");
            case 2 -> RawClient.get("/healthz");
            case 3 -> chat("{\"model\":\"unheard-of\"}");
            case 4 -> chat("{\"model\":");
            case 5 -> RawClient.get("/v1/models");
            default -> "HEAD /nowhere HTTP/1.1\r\nHost: gateway\r\n\r\n".replace("HEAD", "DELETE");
        };
        return request.replaceFirst("\r\n", "\r\nX-Request-Id: number-" + i + "\r\n");
    }

    private static void requireMixed(int i, Answer answer) {
        assertThat(answer.header("x-request-id")).isEqualTo("number-" + i);
        assertThat(answer.complete()).isTrue();
        int[] statuses = {200, 200, 200, 404, 400, 200, 404};
        assertThat(answer.status()).isEqualTo(statuses[i % 7]);
        switch (i % 7) {
            case 0 -> assertThat(answer.text()).contains("\"chat.completion\"");
            case 1 -> assertThat(answer.text()).endsWith("data: [DONE]\n\n");
            case 2 -> assertThat(answer.text()).contains("ok");
            case 5 -> assertThat(answer.text()).contains("\"alias\"");
            default -> assertThat(answer.text()).contains("\"error\"");
        }
    }

    @Test
    void losesNothingOfMoreThanItHolds() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    while (connection.readRequest()) {
                        await(sent);
                        connection.send(OK);
                    }
                });
                TestGateway gateway = TestGateway.inFrontOf(upstream.port());
                RawClient client = new RawClient(gateway.port())) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendAll(client, 64));
            sender.get(60, TimeUnit.SECONDS);
            sent.countDown();

            for (int i = 0; i < 64; i++) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
            assertThat(upstream.requests())
                    .extracting(ScriptedUpstream.Request::text)
                    .hasSize(64);
            for (int i = 0; i < 64; i++) {
                assertThat(upstream.requests().get(i).text()).isEqualTo(body(i));
            }
        }
    }

    private static String body(int i) {
        return "{\"model\":\"m\",\"user\":\"" + i + "\",\"input\":\"" + "x".repeat(8000) + "\"}";
    }

    private static void sendAll(RawClient client, int count) {
        try {
            for (int i = 0; i < count; i++) {
                client.send(RawClient.post("/v1/embeddings", body(i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void answersADeepPipelineWithoutADeepStack() throws IOException {
        try (TestGateway gateway = TestGateway.inFrontOf(1);
                RawClient client = new RawClient(gateway.port())) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    client.send(RawClient.get("/healthz").repeat(5000));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (int i = 0; i < 5000; i++) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
            sender.join();
            assertThat(gateway.settled(5000)).hasSize(5000);
        }
    }

    private static String chat(String json) {
        return RawClient.post("/v1/chat/completions", json);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
