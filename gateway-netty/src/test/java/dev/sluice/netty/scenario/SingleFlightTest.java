package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of requests that are the same one goes to the provider, whatever event loop they are on. */
final class SingleFlightTest {

    private static final String ON =
            "cache: { exact: { enabled: true, single_flight: true } }\n" + TestGateway.serving("event_loops: 2");
    private static final int CLIENTS = 30;

    /** Connections go to the one and the other in turn. */
    private static final int LOOPS = 2;

    private final AtomicInteger number = new AtomicInteger();

    /** Answers when it is let. */
    private ScriptedUpstream.Script waiting() {
        return connection -> {
            while (connection.readRequest()) {
                int next = number.incrementAndGet();
                connection.awaitProceed();
                boolean stream = connection.lastRequest().contains("\"stream\":true");
                connection.send(stream ? Cached.stream(next) : Said.ok(Cached.unary(next, "stop")));
            }
        };
    }

    private static List<RawClient> begin(Cached cached, String json) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new RawClient(cached.gateway.port()).send(Chat.post(json)));
        }
        TestGateway.await(() -> cached.gateway.records().started() == CLIENTS);
        TestGateway.await(() -> cached.asked() >= 1);
        for (int i = 0; i < LOOPS; i++) {
            // A loop that answers somebody who came later is done with those who have begun: they wait.
            assertThat(cached.send(RawClient.get("/healthz")).status()).isEqualTo(200);
        }
        return clients;
    }

    private static void close(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksOnceForAll(boolean stream) throws IOException {
        try (Cached cached = new Cached(waiting(), ON)) {
            List<RawClient> clients = begin(cached, stream ? Chat.stream("m") : Chat.unary("m"));
            cached.upstream.proceed();
            List<String> said = new ArrayList<>();
            int hits = 0;
            for (RawClient client : clients) {
                Answer answer = client.answer();
                said.add(answer.text());
                hits += "hit".equals(answer.header("x-sluice-cache")) ? 1 : 0;
            }
            close(clients);

            assertThat(said).containsOnly(said.get(0));
            assertThat(said.get(0)).contains("no. 1");
            assertThat(hits).isEqualTo(CLIENTS - 1);
            assertThat(cached.asked()).isEqualTo(1);
            cached.gateway.settled(CLIENTS + LOOPS);
            assertThat(cached.gateway.records().lookups().stream().filter("EXACT HIT"::equals))
                    .hasSize(CLIENTS - 1);
        }
    }

    @Test
    void waitsUntilTheTokensAreCountedOfAnAnswerThatDoesNotSay() throws IOException {
        String silent = Cached.unary(1, "stop").replaceFirst(",\"usage\":.*", "}");
        ScriptedUpstream.Script script = connection -> {
            while (connection.readRequest()) {
                connection.awaitProceed();
                connection.send(Said.ok(silent));
            }
        };
        try (Cached cached = new Cached(script, ON)) {
            List<RawClient> clients = begin(cached, Chat.unary("m"));
            cached.upstream.proceed();
            int hits = 0;
            for (RawClient client : clients) {
                hits += "hit".equals(client.answer().header("x-sluice-cache")) ? 1 : 0;
            }
            close(clients);

            assertThat(hits).isEqualTo(CLIENTS - 1);
            assertThat(cached.asked()).isEqualTo(1);
        }
    }

    @Test
    void letsTheOthersGoWhenTheFirstOneFails() throws IOException {
        ScriptedUpstream.Script failingOnce = connection -> {
            while (connection.readRequest()) {
                int next = number.incrementAndGet();
                if (next == 1) {
                    connection.awaitProceed();
                    connection.send(Said.status(400, "", Said.error("invalid_request_error", "no")));
                } else {
                    connection.send(Said.ok(Cached.unary(next, "stop")));
                }
            }
        };
        try (Cached cached = new Cached(failingOnce, ON)) {
            List<RawClient> clients = begin(cached, Chat.unary("m"));
            cached.upstream.proceed();
            List<Integer> statuses = new ArrayList<>();
            for (RawClient client : clients) {
                statuses.add(client.answer().status());
            }
            close(clients);

            assertThat(statuses).containsOnly(200, 400);
            assertThat(statuses.stream().filter(each -> each == 400)).hasSize(1);
            assertThat(cached.asked()).isEqualTo(CLIENTS);
        }
    }

    @Test
    void letsTheOthersGoWhenTheFirstOneLeaves() throws IOException {
        try (Cached cached = new Cached(waiting(), ON)) {
            RawClient first = new RawClient(cached.gateway.port()).send(Chat.post(Chat.unary("m")));
            TestGateway.await(() -> cached.asked() == 1);
            try (RawClient second = new RawClient(cached.gateway.port()).send(Chat.post(Chat.unary("m")))) {
                TestGateway.await(() -> cached.gateway.records().started() == 2);
                first.close();
                TestGateway.await(() -> cached.asked() == 2);
                cached.upstream.proceed();
                cached.upstream.proceed();

                assertThat(second.answer().text()).contains("no. 2");
            }
        }
    }

    @Test
    void forgetsWhoLeavesWhileItWaits() throws IOException {
        try (Cached cached = new Cached(waiting(), ON);
                RawClient first = new RawClient(cached.gateway.port()).send(Chat.post(Chat.unary("m")))) {
            TestGateway.await(() -> cached.asked() == 1);
            RawClient second = new RawClient(cached.gateway.port()).send(Chat.post(Chat.unary("m")));
            TestGateway.await(() -> cached.gateway.records().started() == 2);
            second.close();
            assertThat(cached.gateway.settled(1).get(0).result().status()).isEqualTo(499);
            cached.upstream.proceed();

            assertThat(first.answer().text()).contains("no. 1");
            assertThat(cached.asked()).isEqualTo(1);
        }
    }

    @Test
    void doesNotWaitLongerThanForAFirstByte() throws IOException {
        String hasty = ON + "resilience: { attempts: 1, timeouts: { first_byte: 300ms, unary: 1m } }\n";
        ScriptedUpstream.Script slowOnce = connection -> {
            while (connection.readRequest()) {
                int next = number.incrementAndGet();
                if (next == 1) {
                    connection.awaitProceed();
                }
                connection.send(Said.ok(Cached.unary(next, "stop")));
            }
        };
        try (Cached cached = new Cached(slowOnce, hasty);
                RawClient first = new RawClient(cached.gateway.port()).send(Chat.post(Chat.unary("m")))) {
            TestGateway.await(() -> cached.asked() == 1);
            assertThat(cached.ask(Chat.unary("m")).text()).contains("no. 2");
            cached.upstream.proceed();
            assertThat(first.answer().text()).contains("no. 1");
        }
    }

    @Test
    void doesNotWaitForWhatCannotBeKept() throws IOException {
        String small = "cache: { exact: { enabled: true, single_flight: true, max_entry: 10 } }\n";
        ScriptedUpstream.Script halfOnce = connection -> {
            while (connection.readRequest()) {
                int next = number.incrementAndGet();
                String answer = Said.ok(Cached.unary(next, "stop"));
                connection.send(answer.substring(0, answer.length() - 1));
                if (next == 1) {
                    connection.awaitProceed();
                }
                connection.send(answer.substring(answer.length() - 1));
            }
        };
        try (Cached cached = new Cached(halfOnce, small);
                RawClient first = new RawClient(cached.gateway.port()).send(Chat.post(Chat.unary("m")))) {
            first.head();
            assertThat(cached.ask(Chat.unary("m")).text()).contains("no. 2");
        }
    }
}
