package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping: what is under way ends, nothing new begins, and it does not take longer than it may. */
final class DrainTest {

    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String EVENT = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
        while (connection.readRequest()) {
            connection.send(STREAM_HEAD + chunk(EVENT));
            await(goOn);
            connection.send(chunk(EVENT) + chunk(DONE) + "0\r\n\r\n");
        }
    });

    @AfterEach
    void stop() {
        goOn.countDown();
        upstream.close();
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private TestGateway gateway(String drainTimeout) {
        return TestGateway.start(TestGateway.routing(
                upstream.port(), TestGateway.serving("drain_timeout: " + drainTimeout + ", idle_timeout: 10m")));
    }

    private static CompletableFuture<Void> close(TestGateway gateway) {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
        org.awaitility.Awaitility.await().until(() -> !gateway.server().state().ready());
        return closed;
    }

    @Test
    void letsAStreamEndAndThenClosesItsConnection() throws Exception {
        TestGateway gateway = gateway("10m");
        try (RawClient client = new RawClient(gateway.port());
                RawClient idle = new RawClient(gateway.port())) {
            assertThat(idle.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
            client.send(Chat.post(Chat.stream("m")));
            String head = client.head();
            CompletableFuture<Void> closed = close(gateway);
            assertThat(idle.ended()).as("an idle connection is closed").isTrue();

            goOn.countDown();
            String rest = new String(client.rest(), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(head).contains("200");
            assertThat(rest).endsWith(chunk(DONE) + "0\r\n\r\n");
            closed.get(60, TimeUnit.SECONDS);
        }
        assertThat(gateway.settled(2)).allMatch(each -> each.result().success());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/readyz", "/healthz"})
    void answersARequestThatHadBegunAndSaysThatItIsTheLast(String path) throws Exception {
        TestGateway gateway = gateway("10m");
        try (RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(RawClient.get("/readyz")).answer().status()).isEqualTo(200);
            // What comes with it makes sure that the beginning has been read when it is answered.
            client.send(RawClient.get("/healthz") + "GET " + path + " HT");
            assertThat(client.answer().status()).isEqualTo(200);
            CompletableFuture<Void> closed = close(gateway);

            client.send("TP/1.1\r\nHost: gateway\r\n\r\n");
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(path.equals("/readyz") ? 503 : 200);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.ended()).isTrue();
            closed.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void takesNoNewConnections() throws Exception {
        TestGateway gateway = gateway("10m");
        int port = gateway.port();
        try (RawClient client = new RawClient(port)) {
            client.send(Chat.post(Chat.stream("m")));
            client.head();
            CompletableFuture<Void> closed = close(gateway);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThatThrownBy(() -> new RawClient(port).close())
                            .isInstanceOf(java.net.ConnectException.class));
            goOn.countDown();
            client.rest();
            closed.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void cutsWhatTakesTooLong() throws Exception {
        TestGateway gateway = gateway("200ms");
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(Chat.post(Chat.stream("m")));
            client.head();
            close(gateway).get(60, TimeUnit.SECONDS);

            String rest = new String(client.rest(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(rest).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(gateway.settled(1).get(0).result().success()).isFalse();
    }

    @Test
    void refusesWithTheLastAnswerToo() throws Exception {
        TestGateway gateway = gateway("10m");
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.get("/healthz") + "GET /nowh");
            assertThat(client.answer().status()).isEqualTo(200);
            CompletableFuture<Void> closed = close(gateway);
            client.send("ere HTTP/1.1\r\nHost: gateway\r\n\r\n");

            ErrorShape.requireLast(client, 404, "not_found");
            closed.get(60, TimeUnit.SECONDS);
        }
    }
}
