package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RecordingStressTest {

    private static final int LOOPS = 4;
    private static final int REQUESTS = 50_000;

    private final Identities identities = Identities.bounded(50);

    /**
     * Loops record while new names appear and scrapers look on: nothing is lost, and no scrape ever sees less than
     * before.
     */
    @Test
    void losesNothingAndNeverFalls() throws Exception {
        long seed = new Random().nextLong();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(LOOPS + 2);
        try (Metrics metrics = new Metrics(identities, LOOPS)) {
            List<Future<Long>> writers = new ArrayList<>();
            for (int loop = 0; loop < LOOPS; loop++) {
                LoopListener listener = metrics.onLoop(loop);
                Random random = new Random(seed + loop);
                writers.add(threads.submit(() -> write(listener, random)));
            }
            Callable<Integer> scraper = () -> scrapeUntil(metrics, done);
            List<Future<Integer>> scrapers = List.of(threads.submit(scraper), threads.submit(scraper));
            long nanos = 0;
            for (Future<Long> writer : writers) {
                nanos += writer.get();
            }
            done.set(true);
            for (Future<Integer> result : scrapers) {
                assertThat(result.get()).as("scrapes, seed %d", seed).isPositive();
            }

            Totals totals = metrics.totals();
            List<Row> operations = totals.rows(Fact.OPERATIONS);
            long expected = (long) LOOPS * REQUESTS;
            assertThat(operations.stream().mapToLong(Row::count).sum())
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(operations.stream().mapToLong(Row::last).sum())
                    .as("seed %d", seed)
                    .isEqualTo(nanos);
            assertThat(totals.rows(Fact.HTTP_DURATION).stream()
                            .mapToLong(Row::count)
                            .sum())
                    .isEqualTo(expected);
            assertThat(totals.rows(Fact.ACTIVE_REQUESTS)).allMatch(row -> row.last() == 0);
        } finally {
            threads.shutdownNow();
        }
    }

    private long write(LoopListener loop, Random random) {
        long nanos = 0;
        for (int i = 0; i < REQUESTS; i++) {
            int provider = identities.providers().number("provider-" + random.nextInt(10));
            int model = identities.models().number("model-" + random.nextInt(60));
            ExchangeRecord exchange = random.nextBoolean()
                    ? Exchanges.stream(provider, model, null)
                    : Exchanges.unary(Endpoint.EMBEDDINGS, provider, model);
            loop.requestStarted(exchange.request().endpoint());
            loop.chunkRead(provider, random.nextInt(1_000_000));
            loop.requestEnded(exchange);
            nanos += exchange.timing().durationNanos();
        }
        return nanos;
    }

    private static int scrapeUntil(Metrics metrics, AtomicBoolean done) {
        Map<String, Long> before = new HashMap<>();
        int scrapes = 0;
        do {
            Totals totals = metrics.totals();
            for (Fact fact : List.of(Fact.OPERATIONS, Fact.HTTP_DURATION, Fact.TOKENS, Fact.CHUNK_GAP)) {
                for (Row row : totals.rows(fact)) {
                    long count = row.count();
                    Long last = before.put(fact + place(row), count);
                    assertThat(count).isGreaterThanOrEqualTo(last == null ? 0 : last);
                }
            }
            scrapes++;
        } while (!done.get());
        return scrapes;
    }

    private static String place(Row row) {
        StringBuilder place = new StringBuilder();
        for (Dimension dimension : Dimension.values()) {
            if (row.has(dimension)) {
                place.append(' ').append(dimension).append(row.at(dimension));
            }
        }
        return place.toString();
    }
}
