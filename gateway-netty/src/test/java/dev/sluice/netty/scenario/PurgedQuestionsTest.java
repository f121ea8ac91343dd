package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Purge;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Event loops forget what was asked with each purge, while they are asked the same again and again. */
final class PurgedQuestionsTest {

    private static final int CLIENTS = 4;
    private static final int REQUESTS = 400;

    private final long seed = Long.getLong("seed", 20_260_303);
    private final AtomicInteger hits = new AtomicInteger();

    /** Says what it was asked. */
    private static String echo(String request) {
        String words = request.replaceAll("(?s).*\"content\":\"(.*?)\".*", "$1");
        return Said.ok(Cached.unary(0, "stop").replace("no. 0", words));
    }

    private Callable<Boolean> client(Cached cached, int number) {
        return () -> {
            Random random = new Random(seed + number);
            try (RawClient client = new RawClient(cached.gateway.port())) {
                for (int i = 0; i < REQUESTS; i++) {
                    if (random.nextInt(10) == 0) {
                        cached.gateway
                                .caches()
                                .purge(Purge.ALL)
                                .toCompletableFuture()
                                .join();
                    }
                    ask(client, "question " + random.nextInt(5));
                }
            }
            return true;
        };
    }

    private void ask(RawClient client, String words) throws IOException {
        RawClient.Answer answer =
                client.send(Chat.post(Chat.asking("m", words))).answer();
        assertThat(answer.text()).as("seed %d", seed).contains("\"" + words + "\"");
        if ("hit".equals(answer.header("x-sluice-cache"))) {
            hits.incrementAndGet();
        }
    }

    @Test
    void givesNobodyAnotherAnswerWhileItIsPurged() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Cached cached = new Cached(
                connection -> {
                    while (connection.readRequest()) {
                        connection.send(echo(connection.lastRequest()));
                    }
                },
                Cached.ON + TestGateway.serving("event_loops: 2"))) {
            List<Future<Boolean>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(client(cached, i)));
            }
            for (Future<Boolean> each : clients) {
                assertThat(each.get(1, TimeUnit.MINUTES)).isTrue();
            }
            try (RawClient last = new RawClient(cached.gateway.port())) {
                ask(last, "question 9");
                ask(last, "question 9");
            }

            assertThat(hits).hasPositiveValue();
        } finally {
            threads.shutdownNow();
        }
    }
}
