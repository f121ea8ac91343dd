package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.trace.Trace;
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

    private static final List<Fact> DISTRIBUTIONS =
            List.of(Fact.OPERATIONS, Fact.HTTP_DURATION, Fact.TOKENS, Fact.CHUNK_GAP, Fact.ATTEMPTS);
    /** Facts that the writers count once a request. */
    private static final List<Fact> ONE_A_REQUEST = List.of(
            Fact.KEY_ATTEMPTS,
            Fact.RETRIES,
            Fact.FAILOVERS,
            Fact.HEDGES,
            Fact.ROUTING_DECISIONS,
            Fact.ROUTING_FAILURES,
            Fact.MODEL_SWITCHES,
            Fact.KEY_VALIDATIONS,
            Fact.BREAKER_TRANSITIONS);

    private static final List<Fact> WITH_EXEMPLARS = List.of(Fact.HTTP_DURATION, Fact.OPERATIONS, Fact.FIRST_TOKEN);
    private static final List<Trace.Attempt> NONE = List.of();

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
                writers.add(threads.submit(() -> write(metrics, listener, random)));
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
            for (Fact fact : ONE_A_REQUEST) {
                assertThat(sum(totals, fact)).as("%s, seed %d", fact, seed).isEqualTo(expected);
            }
            assertThat(totals.rows(Fact.GROUP_OPERATIONS).stream()
                            .mapToLong(Row::count)
                            .sum())
                    .isEqualTo(expected);
            assertThat(totals.rows(Fact.ACTIVE_REQUESTS)).allMatch(row -> row.last() == 0);
        } finally {
            threads.shutdownNow();
        }
    }

    private long write(Metrics metrics, LoopListener loop, Random random) {
        long nanos = 0;
        for (int i = 0; i < REQUESTS; i++) {
            int provider = identities.providers().number("provider-" + random.nextInt(10));
            int model = identities.models().number("model-" + random.nextInt(60));
            ExchangeRecord exchange = random.nextBoolean()
                    ? Exchanges.stream(provider, model, null)
                    : Exchanges.unary(Endpoint.EMBEDDINGS, provider, model);
            if (random.nextBoolean()) {
                exchange = Exchanges.traced(exchange, new Trace("4bf92f3577b34da6a3ce929d0e0e4736", 0, 1 + i, NONE));
            }
            decided(loop, random, provider, model);
            metrics.keyValidated(provider, ValidationResult.VALID);
            metrics.breakerChanged(provider, model, BreakerState.OPEN);
            loop.requestStarted(exchange.request().endpoint());
            loop.chunkRead(provider, random.nextInt(1_000_000));
            loop.requestEnded(exchange);
            nanos += exchange.timing().durationNanos();
        }
        return nanos;
    }

    private void decided(LoopListener loop, Random random, int provider, int model) {
        int key = identities.keys().number("key-" + random.nextInt(150));
        StrategyKind strategy = random.nextBoolean() ? StrategyKind.COST : StrategyKind.CAPABILITY;
        loop.routed(strategy);
        loop.switched(model, identities.models().number("model-" + random.nextInt(60)), strategy);
        loop.routingFailed(RoutingFailure.NO_HEALTHY_TARGET);
        loop.retried(provider, RetryReason.AUTH);
        int next = identities.providers().number("provider-" + random.nextInt(10));
        loop.failedOver(provider, next, FailoverResult.SUCCESS);
        loop.hedged(provider, HedgeResult.INVOKED);
        loop.attemptEnded(new AttemptRecord(provider, model, key, 200, 1_000, null, null));
    }

    private static long sum(Totals totals, Fact fact) {
        return totals.rows(fact).stream().mapToLong(Row::last).sum();
    }

    private static int scrapeUntil(Metrics metrics, AtomicBoolean done) {
        Map<String, Long> before = new HashMap<>();
        int scrapes = 0;
        do {
            Totals totals = metrics.totals();
            Map<String, Long> now = new HashMap<>();
            DISTRIBUTIONS.forEach(fact ->
                    totals.rows(fact).forEach(row -> now.merge(fact + place(row), row.count(), Long::sum)));
            ONE_A_REQUEST.forEach(fact ->
                    totals.rows(fact).forEach(row -> now.merge(fact + place(row), row.last(), Long::sum)));
            before.forEach((place, count) ->
                    assertThat(now.getOrDefault(place, 0L)).as(place).isGreaterThanOrEqualTo(count));
            before.putAll(now);
            WITH_EXEMPLARS.forEach(fact -> totals.rows(fact).forEach(RecordingStressTest::countsItsExemplars));
            scrapes++;
        } while (!done.get());
        return scrapes;
    }

    private static void countsItsExemplars(Row row) {
        for (int bucket = 0; bucket < row.size() - 1; bucket++) {
            if (row.exemplar(bucket) != null) {
                assertThat(row.cell(bucket)).isPositive();
            }
        }
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
