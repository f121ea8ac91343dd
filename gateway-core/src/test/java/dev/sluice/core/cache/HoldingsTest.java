package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class HoldingsTest {

    private static final long SEED = Long.getLong("seed", 20_261_126);
    private static final int THREADS = 4;
    private static final int ROUNDS = 20_000;

    private final long now = System.currentTimeMillis();

    @Test
    void forgetsWhoHasNothingInWhicheverOrderItIsTold() {
        Holdings holdings = new Holdings();
        Entry entry = entry(1, "acme", 100);

        holdings.removed(entry);
        assertThat(of(holdings)).isEqualTo(Map.of("acme", 0L));
        holdings.added(entry);
        assertThat(of(holdings)).isEmpty();
    }

    /** However entries leave, what is counted for a tenant is what is there. */
    @Test
    void agreesWithTheCacheWhateverBecomesOfEntries() throws Exception {
        ExactCache cache = new ExactCache(Clock.systemUTC(), ForkJoinPool.commonPool());
        cache.apply(ExactCacheTest.settings(1 << 20));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(SEED + thread);
                running.add(threads.submit(() -> churn(cache, random)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            cache.tidy();
            Map<String, Long> there = new TreeMap<>();
            cache.entries(entry -> there.merge(entry.asker().tenant(), 1L, Long::sum));
            Map<String, Long> counted = new TreeMap<>();
            cache.tenants(counted::put);
            assertThat(counted).as("seed %d", SEED).isEqualTo(there);
        });
        assertThat(cache.level().evictions()).isPositive();
        cache.purge(Purge.ALL);
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            Map<String, Long> counted = new TreeMap<>();
            cache.tenants(counted::put);
            assertThat(counted).isEmpty();
        });
    }

    private void churn(ExactCache cache, Random random) {
        for (int i = 0; i < ROUNDS; i++) {
            long number = random.nextInt(3_000);
            Entry entry = entry(number, "tenant-" + number % 7, 500);
            cache.store(entry);
            if (i % 5 == 0) {
                // The very same once more.
                cache.store(entry);
            }
            if (i % 4_000 == 0) {
                cache.purge(new Purge("tenant-" + random.nextInt(7), null, null, null));
            }
        }
    }

    private Entry entry(long number, String tenant, int bytes) {
        return Asking.entry(number, tenant, bytes, now, now + 600_000);
    }

    private static Map<String, Long> of(Holdings holdings) {
        Map<String, Long> all = new TreeMap<>();
        holdings.visit(all::put);
        return all;
    }
}
