package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.label.Labels;
import dev.sluice.core.manage.KeyStorage;
import dev.sluice.core.manage.Management;
import dev.sluice.core.manage.NewKey;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.core.time.Ticker;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that fail are left alone, and asked now and then whether they are back. */
final class BreakerTest {

    private static final String BROKEN = Said.status(500, "", Said.error("server_error", "oops"));
    private static final String FINE = Said.ok("{\"from\":\"a\"}");
    private static final String FOR_LONG = "attempts: 1, breaker: { failures: 3, open: 60s }";
    private static final String BRIEFLY = "attempts: 1, breaker: { failures: 3, open: 150ms }";

    /** What a does with a request that it has read. */
    private enum Doing {
        FAIL,
        ANSWER,
        /** Fails when the test lets it. */
        FAIL_LATER,
        ANSWER_LATER,
        /** Sends a first output, and the rest when the test lets it. */
        STREAM,
        WAIT_FOR_THE_END
    }

    private final AtomicReference<Doing> doing = new AtomicReference<>(Doing.FAIL);

    private void serve(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest()) {
            switch (doing.get()) {
                case FAIL -> connection.send(BROKEN);
                case ANSWER -> connection.send(FINE);
                case FAIL_LATER -> {
                    connection.awaitProceed();
                    connection.send(BROKEN);
                }
                case ANSWER_LATER -> {
                    connection.awaitProceed();
                    connection.send(FINE);
                }
                case STREAM -> {
                    connection.send(Said.STREAM + Said.chunk(Said.output("one")));
                    connection.awaitProceed();
                    connection.send(Said.chunk(Said.DONE) + Said.LAST);
                }
                case WAIT_FOR_THE_END -> connection.awaitEnd();
            }
        }
    }

    private TwoProviders start(String resilience) {
        return TwoProviders.start(this::serve, resilience, "");
    }

    /** Lets the breaker of model m at a open: three failures. */
    private static void open(TwoProviders both) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(500);
        }
        assertThat(both.gateway().records().breakers()).containsExactly(BreakerState.OPEN);
    }

    private static void awaitHalfOpen(TwoProviders both) {
        TestGateway.await(() -> both.breaker("only").state() == BreakerState.HALF_OPEN);
    }

    private static void close(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    /** Begins so many requests at a time, of which all but one are settled. */
    private static List<RawClient> burst(TwoProviders both, int size) throws IOException {
        int before = both.gateway().settled(both.gateway().records().started()).size();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            clients.add(new RawClient(both.gateway().port()));
        }
        for (RawClient client : clients) {
            client.send(Chat.post(Chat.unary("only")));
        }
        both.gateway().settled(before + size - 1);
        return clients;
    }

    private static List<Integer> statuses(List<RawClient> clients) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (RawClient client : clients) {
            statuses.add(client.answer().status());
        }
        close(clients);
        return statuses;
    }

    @Test
    void asksAProviderNoMoreThatKeepsFailing() throws IOException {
        try (TwoProviders both = start(FOR_LONG)) {
            open(both);

            Answer refused = both.ask(Chat.unary("only"));

            assertThat(refused.status()).isEqualTo(503);
            assertThat(Stage.errorCode(refused.text())).isEqualTo("provider_unavailable");
            assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 60);
            for (int i = 0; i < 20; i++) {
                Answer other = both.ask(Chat.unary("m"));
                assertThat(other.header("x-sluice-provider")).isEqualTo("b");
                assertThat(other.header("x-sluice-attempts")).isEqualTo("1");
            }
            assertThat(both.a().requests()).hasSize(3);
            assertThat(both.gateway().records().failovers())
                    .as("who is passed over has not failed")
                    .isEmpty();
        }
    }

    @Test
    void goesOnToAnotherProviderAtOnceWhenTheBreakerOpensWithAFailure() throws IOException {
        String patient = "attempts: 5, backoff: { initial: 60s, factor: 1, max: 60s, jitter: 0 }, "
                + "breaker: { failures: 2, open: 60s }";
        try (TwoProviders both = start(patient);
                RawClient waiting = both.begin(Chat.unary("m"))) {
            TestGateway.await(() -> both.gateway().records().attempts().size() == 1);

            Answer second = both.ask(Chat.unary("m"));

            assertThat(second.header("x-sluice-provider")).isEqualTo("b");
            assertThat(second.header("x-sluice-attempts")).isEqualTo("2");
            assertThat(both.a().requests()).hasSize(2);
            assertThat(waiting.socket().getInputStream().available())
                    .as("it is in its pause")
                    .isZero();
        }
    }

    @Test
    void sendsOneProbeEachTimeWhateverTheTraffic() throws IOException {
        try (TwoProviders both = start(BRIEFLY)) {
            open(both);
            for (int period = 1; period <= 2; period++) {
                doing.set(Doing.FAIL_LATER);
                awaitHalfOpen(both);
                List<RawClient> clients = burst(both, 50);
                both.awaitAtA(3 + period);
                assertThat(both.a().requests()).hasSize(3 + period);
                both.a().proceed();
                assertThat(statuses(clients))
                        .containsOnlyOnce(500)
                        .contains(503)
                        .hasSize(50);
            }

            doing.set(Doing.ANSWER_LATER);
            awaitHalfOpen(both);
            List<RawClient> clients = burst(both, 50);
            both.awaitAtA(6);
            assertThat(both.a().requests()).hasSize(6);
            both.a().proceed();
            assertThat(statuses(clients)).containsOnlyOnce(200).contains(503);

            doing.set(Doing.ANSWER);
            for (int i = 0; i < 20; i++) {
                assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(200);
            }
            assertThat(both.gateway().records().breakers()).endsWith(BreakerState.HALF_OPEN, BreakerState.CLOSED);
        }
    }

    @Test
    void servesEverybodyAgainWithTheFirstOutputOfAProbesStream() throws IOException {
        try (TwoProviders both = start(BRIEFLY)) {
            open(both);
            doing.set(Doing.STREAM);
            awaitHalfOpen(both);
            try (RawClient streaming = both.begin(Chat.stream("only"))) {
                streaming.until("one");
                doing.set(Doing.ANSWER);

                assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(200);
                assertThat(both.gateway().records().breakers())
                        .containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
                both.a().proceed();
                assertThat(new String(streaming.until(Said.LAST))).contains("[DONE]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 413, 415, 422})
    void staysClosedWhateverClientsDoWrong(int status) throws IOException {
        Script refusing = connection -> {
            while (connection.readRequest()) {
                connection.send(Said.status(status, "", Said.error("invalid_request_error", "bad")));
            }
        };
        try (TwoProviders both = TwoProviders.start(refusing, FOR_LONG, "")) {
            for (int i = 0; i < 10; i++) {
                assertThat(both.ask(Chat.unary("m")).status()).isEqualTo(status);
            }
            assertThat(both.a().requests()).hasSize(10);
            assertThat(both.gateway().records().breakers()).isEmpty();
            assertThat(both.target("m").vitals().health().reading().attempts()).isZero();
        }
    }

    @Test
    void staysClosedHoweverManyClientsLeave() throws IOException {
        doing.set(Doing.WAIT_FOR_THE_END);
        try (TwoProviders both = start(FOR_LONG)) {
            for (int i = 1; i <= 10; i++) {
                try (RawClient leaving = both.begin(i % 2 == 0 ? Chat.unary("only") : Chat.stream("only"))) {
                    both.awaitAtA(i);
                    leaving.socket().setSoLinger(i % 3 == 0, 0);
                }
            }
            both.gateway().settled(10);

            doing.set(Doing.ANSWER);
            assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(200);
            assertThat(both.gateway().records().breakers()).isEmpty();
            assertThat(both.target("only").vitals().inFlight()).hasValue(0);
        }
    }

    @Test
    void opensAgainWhenTheClientOfAProbeLeaves() throws IOException {
        try (TwoProviders both = start(BRIEFLY)) {
            open(both);
            doing.set(Doing.WAIT_FOR_THE_END);
            awaitHalfOpen(both);
            try (RawClient leaving = both.begin(Chat.unary("only"))) {
                both.awaitAtA(4);
                assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(503);
                leaving.socket().setSoLinger(true, 0);
            }
            both.gateway().settled(5);

            assertThat(both.gateway().records().breakers())
                    .containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.OPEN);
            doing.set(Doing.ANSWER);
            awaitHalfOpen(both);
            assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(200);
        }
    }

    @Test
    void closesWhenAnOperatorWantsIt() throws IOException {
        try (TwoProviders both = start(FOR_LONG);
                Management management = management(both)) {
            open(both);
            doing.set(Doing.ANSWER);
            assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(503);

            management.providers().resetBreakers("a", null);

            assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(200);
            assertThat(both.gateway().records().breakers()).containsExactly(BreakerState.OPEN, BreakerState.CLOSED);
        }
    }

    /** Management that keeps no keys and validates none. */
    private static Management management(TwoProviders both) {
        return new Management(
                new Management.Collaborators(
                        both.gateway()::snapshot,
                        new NoStorage(),
                        (provider, key, model, timeoutNanos) -> new CompletableFuture<>(),
                        both.gateway().records(),
                        new Labels(10),
                        new Management.Books(
                                new MemoryStore(), new Accounts(), new Meters(), Duration.ofDays(1), Clock.systemUTC()),
                        new Caches(new ExactCache(Clock.systemUTC(), Runnable::run), List.of())),
                Ticker.SYSTEM);
    }

    private static final class NoStorage implements KeyStorage {

        @Override
        public Optional<String> whyNot() {
            return Optional.of("this is a test");
        }

        @Override
        public Optional<StoredKey> find(String provider, String name) {
            return Optional.empty();
        }

        @Override
        public long version(String provider, String name) {
            return 0;
        }

        @Override
        public CompletionStage<Boolean> kept(String provider, ProviderKey key, long expected) {
            return CompletableFuture.completedStage(true);
        }

        @Override
        public void retry() {}

        @Override
        public CompletionStage<Boolean> add(String provider, List<NewKey> keys) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<Boolean> delete(String provider, String name, long expected) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }
    }

    @Test
    void isOfOneModelOnly() throws IOException {
        Script oneModel = connection -> {
            while (connection.readRequest()) {
                connection.send(connection.lastRequest().contains("\"m\"") ? BROKEN : FINE);
            }
        };
        try (TwoProviders both = TwoProviders.start(oneModel, FOR_LONG, "")) {
            open(both);

            assertThat(both.ask(Chat.unary("only")).status()).isEqualTo(503);
            assertThat(both.ask(Chat.unary("alone")).header("x-sluice-provider"))
                    .isEqualTo("a");
        }
    }
}
