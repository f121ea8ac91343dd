package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.netty.testing.ClosedPort;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Which connections to an upstream are used, how many there are, and who waits for them. */
final class ConnectionPoolTest {

    private static final String POST = RawClient.post(Stage.CHAT, Stage.UNARY);

    @Test
    void takesTheYoungestIdleConnection() throws IOException {
        Semaphore[] go = {null, new Semaphore(0), new Semaphore(0), new Semaphore(0)};
        try (Stage stage = stage("event_loops: 1", "", connection -> {
                    boolean first = true;
                    while (connection.readRequest()) {
                        if (first) {
                            go[connection.number()].acquireUninterruptibly();
                        }
                        first = false;
                        connection.send(ok("" + connection.number()));
                    }
                });
                RawClient a = stage.client();
                RawClient b = stage.client();
                RawClient c = stage.client()) {
            List<RawClient> clients = List.of(a, b, c);
            for (int i = 0; i < 3; i++) {
                clients.get(i).send(POST);
                int sent = i + 1;
                await().until(() -> stage.upstream().requests().size() == sent);
            }
            int idle = 0;
            for (int i : new int[] {0, 2, 1}) {
                go[i + 1].release();
                assertThat(clients.get(i).answer().text()).isEqualTo("" + (i + 1));
                stage.awaitUpstreamLevel(ConnectionState.IDLE, ++idle);
            }

            for (int i = 0; i < 5; i++) {
                assertThat(a.send(POST).answer().text()).isEqualTo("2");
                stage.awaitUpstreamLevel(ConnectionState.IDLE, 3);
            }
        }
    }

    @Test
    void closesAConnectionThatWasIdleForTooLong() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        try (Stage stage = stage("", "idle_timeout: 150ms", connection -> {
                    connection.readRequest();
                    connection.send(ok("1"));
                    closed.set(connection.awaitClose());
                });
                RawClient client = stage.client()) {
            assertThat(client.send(POST).answer().text()).isEqualTo("1");

            await().untilTrue(closed);
            stage.awaitUpstreamLevel(ConnectionState.IDLE, 0);
            assertThat(client.send(POST).answer().text()).isEqualTo("1");
            assertThat(stage.upstream().connections()).isEqualTo(2);
        }
    }

    @Test
    void letsSomeWaitAndRefusesTheRest() throws IOException {
        for (int round = 0; round < 4; round++) {
            try (Stage stage = stage(
                            "event_loops: 2", "max_connections: 1, max_waiting: 1", ConnectionPoolTest::stepwise);
                    RawClient first = stage.client();
                    RawClient second = stage.client();
                    RawClient third = stage.client()) {
                // Neighbours are on different loops: whoever waits, waits for another loop's connection, or for its
                // own.
                RawClient waiting = round % 2 == 0 ? second : third;
                RawClient refused = round % 2 == 0 ? third : second;
                first.send(POST);
                await().until(() -> stage.upstream().requests().size() == 1);
                waiting.send(POST);
                stage.awaitUpstreamLevel(ConnectionState.PENDING, 1);

                Answer answer = refused.send(POST).answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isEqualTo("1");
                assertThat(Stage.errorCode(answer.text())).isEqualTo("pool_exhausted");
                assertThat(stage.gateway().settled(1).get(0).result().failure()).isEqualTo(Code.POOL_EXHAUSTED);

                stage.upstream().proceed();
                assertThat(first.answer().status()).isEqualTo(200);
                stage.upstream().proceed();
                assertThat(waiting.answer().status()).isEqualTo(200);
                stage.upstream().proceed();
                assertThat(refused.send(POST).answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void refusesAtOnceWhereNobodyMayWait() throws IOException {
        try (Stage stage = stage("event_loops: 2", "max_connections: 1, max_waiting: 0", ConnectionPoolTest::stepwise);
                RawClient first = stage.client();
                RawClient second = stage.client()) {
            first.send(POST);
            await().until(() -> stage.upstream().requests().size() == 1);

            assertThat(second.send(POST).answer().status()).isEqualTo(503);
            stage.upstream().proceed();
            assertThat(first.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void refusesARequestThatHasWaitedForTooLong() throws IOException {
        String more = "resilience: { timeouts: { connect: 2s } }\n";
        try (Stage stage = stage("event_loops: 2", "max_connections: 1", more, ConnectionPoolTest::stepwise);
                RawClient first = stage.client();
                RawClient second = stage.client();
                RawClient third = stage.client()) {
            first.send(POST);
            await().until(() -> stage.upstream().requests().size() == 1);
            second.send(POST);
            third.send(POST);

            for (Answer answer : List.of(second.answer(), third.answer())) {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(Stage.errorCode(answer.text())).isEqualTo("pool_exhausted");
            }
            stage.awaitUpstreamLevel(ConnectionState.PENDING, 0);
            stage.upstream().proceed();
            assertThat(first.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void givesThePlaceOfAnIdleConnectionToAnotherLoop() throws IOException {
        try (Stage stage = stage("event_loops: 2", "max_connections: 1", connection -> {
                    while (connection.readRequest()) {
                        connection.send(ok("x"));
                    }
                });
                RawClient one = stage.client();
                RawClient other = stage.client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(one.send(POST).answer().status()).isEqualTo(200);
                assertThat(other.send(POST).answer().status()).isEqualTo(200);
            }
            assertThat(stage.upstream().connections()).isGreaterThan(1);
        }
    }

    @Test
    void freesThePlaceOfAConnectionThatCouldNotBeMade() throws IOException {
        try (ClosedPort closed = new ClosedPort();
                TestGateway gateway = TestGateway.start(TestGateway.routing(closed.number(), "")
                        .replace("keys:", "upstream: { max_connections: 1 }\n    keys:"));
                RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 10; i++) {
                assertThat(Stage.errorCode(client.send(POST).answer().text())).isEqualTo("connect_failed");
            }
        }
    }

    @RepeatedTest(10)
    void neverOpensMoreConnectionsThanItMayFromSeveralLoops() throws Exception {
        long seed = System.nanoTime();
        int max = 3;
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(12);
        // What a connection does that closes just then is another test's: here it may be tried again.
        String again = "resilience: { attempts: 4, max_attempts: 4, retry_budget: 1, breaker: { failures: 1000 }, "
                + "backoff: { initial: 1ms, factor: 1, max: 1ms, jitter: 0 }, timeouts: { connect: 60s } }\n";
        try (Stage stage = stage("event_loops: 4", "max_connections: " + max, again, connection -> {
            Random random = new Random(seed + connection.number());
            boolean last = false;
            while (!last && connection.readRequest()) {
                most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                last = random.nextInt(5) == 0;
                String close = last && random.nextBoolean() ? "connection: close\r\n" : "";
                byte[] answer = ok("x").replace("\r\n\r\n", "\r\n" + close + "\r\n")
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                busy.decrementAndGet();
                connection.send(answer);
            }
        })) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int thread = 0; thread < 12; thread++) {
                Callable<Integer> requests = () -> {
                    int good = 0;
                    try (RawClient client = stage.client()) {
                        for (int i = 0; i < 100; i++) {
                            good += client.send(POST).answer().status() == 200 ? 1 : 0;
                        }
                    }
                    return good;
                };
                results.add(threads.submit(requests));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).as("good answers, seed %d", seed).isEqualTo(100);
            }
            assertThat(most).as("seed %d", seed).hasValueLessThanOrEqualTo(max);
            stage.awaitUpstreamLevel(ConnectionState.ACTIVE, 0);
            stage.awaitUpstreamLevel(ConnectionState.PENDING, 0);
            assertThat(stage.upstreamLevel(ConnectionState.IDLE)).isLessThanOrEqualTo(max);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void stepwise(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest()) {
            connection.awaitProceed();
            connection.send(ok("x"));
        }
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    private static Stage stage(String server, String pool, ScriptedUpstream.Script script) {
        return stage(server, pool, "", script);
    }

    private static Stage stage(String server, String pool, String more, ScriptedUpstream.Script script) {
        return Stage.pooled(pool, TestGateway.serving(server) + more, script);
    }
}
