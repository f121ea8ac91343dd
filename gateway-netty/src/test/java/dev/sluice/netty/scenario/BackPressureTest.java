package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.observe.LoopListener;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not read stop their providers; nothing piles up in the gateway, and nothing is lost. */
final class BackPressureTest {

    private static final int CLIENTS = 50;
    private static final long BYTES = 4L << 20;
    private static final long GROWTH = 64L << 20;
    private static final String BIG =
            "  - { name: big, targets: [ { provider: up, model: \"m+tokens=250+bytes=4MiB\" } ] }\n"
                    + "  - { name: huge, targets: [ { provider: up, model: \"m+tokens=1000+bytes=60MiB\" } ] }\n"
                    + TestGateway.serving("write_timeout: 10m");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holdsBackProvidersWhileClientsDoNotRead(boolean stream) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (SimulatedProvider provider = SimulatedProvider.start(Options.loopback());
                TestGateway gateway = TestGateway.start(TestGateway.routing(provider.port(), BIG))) {
            long before = gateway.server().state().directMemoryUsed();
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = RawClient.narrow(gateway.port());
                clients.add(client);
                client.send(Chat.post(stream ? Chat.stream("big") : Chat.unary("big")));
            }
            await().until(() -> provider.stats().requests() == CLIENTS);
            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> gateway.server().state().directMemoryUsed() - before < GROWTH);
            readAll(clients);

            assertThat(gateway.settled(CLIENTS)).allMatch(each -> each.result().success());
            assertThat(gateway.records().upstreamPauses()).isGreaterThanOrEqualTo(CLIENTS);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void stopsAProviderWhoseClientDoesNotRead() throws Exception {
        try (SimulatedProvider provider = SimulatedProvider.start(Options.loopback());
                TestGateway gateway = TestGateway.start(TestGateway.routing(provider.port(), BIG));
                RawClient client = RawClient.narrow(gateway.port())) {
            client.send(Chat.post(Chat.stream("huge")));

            // More than the sockets on the way can take: what is left must be waiting where it is made.
            await().until(() -> gateway.server().state().outboundBytes(LoopListener.Side.CLIENT) > 0);
            await().during(Duration.ofSeconds(1)).until(() -> provider.stats().inFlight() == 1);
            requireWhole(client);

            assertThat(gateway.settled(1).get(0).result().success()).isTrue();
        }
    }

    private static void readAll(List<RawClient> clients) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<Void>> reading = new ArrayList<>();
            for (RawClient client : clients) {
                reading.add(CompletableFuture.runAsync(() -> requireWhole(client), readers));
            }
            CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new)).get(300, TimeUnit.SECONDS);
        } finally {
            readers.shutdownNow();
        }
    }

    private static void requireWhole(RawClient client) {
        try {
            client.socket().setSoTimeout(300_000);
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.body().length).isGreaterThan((int) BYTES);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
