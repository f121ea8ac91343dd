package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.Verdict;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Another configuration takes over between two requests, never within one. */
final class ReloadTest {

    private static ScriptedUpstream saying(String word) {
        return ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + (word.length() + 2) + "\r\n\r\n\"" + word + "\"");
    }

    @Test
    void keepsTheOldRouteForARequestUnderWay() throws IOException {
        String request = Chat.post(Chat.unary("m"));
        try (ScriptedUpstream old = saying("old");
                ScriptedUpstream fresh = saying("new");
                TestGateway gateway = TestGateway.inFrontOf(old.port());
                RawClient underWay = new RawClient(gateway.port());
                RawClient later = new RawClient(gateway.port())) {
            underWay.send(RawClient.get("/healthz") + request.substring(0, request.length() - 5));
            assertThat(underWay.answer().status()).isEqualTo(200);
            // Who has the answer to what goes before may come before the head behind it is read.
            TestGateway.await(() -> gateway.records().started() == 2);
            assertThat(later.send(request).answer().text()).isEqualTo("\"old\"");

            gateway.reload(TestGateway.routing(fresh.port(), ""));

            assertThat(later.send(request).answer().text()).isEqualTo("\"new\"");
            underWay.send(request.substring(request.length() - 5));
            assertThat(underWay.answer().text()).isEqualTo("\"old\"");
            assertThat(underWay.send(request).answer().text()).isEqualTo("\"new\"");
        }
    }

    @Test
    void keepsTheOldConfigurationWhenTheNewOneIsBad() throws IOException {
        try (ScriptedUpstream upstream = saying("old");
                TestGateway gateway = TestGateway.inFrontOf(upstream.port());
                RawClient client = new RawClient(gateway.port())) {
            String good = TestGateway.routing(upstream.port(), "");
            for (String bad : List.of(
                    good.replace("dialect: openai", "dialect: klingon"),
                    good + "surprise: 1\n",
                    good.replace("provider: up }", "provider: down }"),
                    good + "server: { listen: \"127.0.0.1:1\" }\n",
                    "{",
                    "")) {
                assertThat(gateway.reload(bad)).isInstanceOf(Verdict.Refused.class);
                assertThat(client.send(Chat.post(Chat.unary("m"))).answer().text())
                        .isEqualTo("\"old\"");
            }
        }
    }

    @Test
    void failsNoRequestUnderManyReloads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (SimulatedProvider one = SimulatedProvider.start(Options.loopback());
                SimulatedProvider two = SimulatedProvider.start(Options.loopback());
                TestGateway gateway = TestGateway.inFrontOf(one.port())) {
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                boolean stream = i % 2 == 1;
                clients.add(threads.submit(() -> askUntil(over, gateway.port(), stream)));
            }
            for (int i = 0; i < 100; i++) {
                int port = i % 2 == 0 ? two.port() : one.port();
                assertThat(gateway.reload(TestGateway.routing(port, ""))).isInstanceOf(Verdict.Accepted.class);
                // Each configuration sees a request that begins.
                int begun = gateway.records().started();
                TestGateway.await(() -> gateway.records().started() > begun);
            }
            over.set(true);
            int asked = 0;
            for (Future<Integer> client : clients) {
                asked += client.get(60, TimeUnit.SECONDS);
            }

            assertThat(gateway.settled(asked))
                    .hasSize(asked)
                    .allMatch(each -> each.result().success());
            assertThat(one.stats().requests() + two.stats().requests()).isEqualTo(asked);
            assertThat(two.stats().requests()).isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    private static int askUntil(AtomicBoolean over, int port, boolean stream) {
        int asked = 0;
        try (RawClient client = new RawClient(port)) {
            do {
                Answer answer = client.send(Chat.post(stream ? Chat.stream("m") : Chat.unary("m")))
                        .answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.complete()).isTrue();
                asked++;
            } while (!over.get());
            return asked;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
