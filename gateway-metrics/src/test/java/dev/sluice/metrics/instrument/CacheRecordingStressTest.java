package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Tier;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CacheRecordingStressTest {

    private static final int LOOPS = 4;
    private static final int REQUESTS = 50_000;
    private static final int TENANTS = 60;
    private static final int MODELS = 120;
    private static final long SEED = Long.getLong("seed", 20_261_126);

    private final Identities identities = Identities.bounded(200);
    private final List<Account> tenants = new ArrayList<>();

    /**
     * More tenants and models than have series of their own ask through several loops, while others look on: nothing is
     * lost, nothing falls, and the sums of all tenants are those of the loops.
     */
    @Test
    void losesNothingAndNeverFalls() throws Exception {
        for (int tenant = 0; tenant < TENANTS; tenant++) {
            tenants.add(Customers.key("tenant-" + tenant, Tier.FREE, "key-" + tenant));
        }
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(LOOPS + 1);
        try (Metrics metrics = new Metrics(identities, LOOPS)) {
            metrics.configured(new Configurations(identities).caching(EnumSet.allOf(CacheKind.class)));
            List<Future<Long>> writers = new ArrayList<>();
            for (int loop = 0; loop < LOOPS; loop++) {
                LoopListener listener = metrics.onLoop(loop);
                Random random = new Random(SEED + loop);
                writers.add(threads.submit(() -> write(listener, random)));
            }
            Future<Integer> scraper = threads.submit(() -> scrapeUntil(metrics, done));
            long hits = 0;
            for (Future<Long> writer : writers) {
                hits += writer.get();
            }
            done.set(true);
            assertThat(scraper.get()).isPositive();

            Totals totals = metrics.cacheTotals();
            long requests = (long) LOOPS * REQUESTS;
            assertThat(Sums.of(totals, Fact.CACHE_REQUESTS, Dimension.CACHE_RESULT))
                    .as("seed %d", SEED)
                    .isEqualTo(Map.of("hit", hits, "miss", requests - hits, "bypass", 0L));
            assertThat(Sums.counts(totals, Fact.CACHE_LATENCY, Dimension.CACHE_HIT))
                    .isEqualTo(Map.of("true", hits, "false", requests - hits));
            assertThat(Sums.counts(totals, Fact.CACHE_LOOKUPS, Dimension.CACHE)).containsEntry("exact", requests);
            assertThat(Sums.of(totals, Fact.CACHE_SAVED_TOKENS)).isEqualTo(Map.of("", 50 * hits));
            assertThat(Sums.of(totals, Fact.CACHE_SAVED_COST)).isEqualTo(Map.of("", 350_000_000 * hits));
            assertThat(Sums.of(totals, Fact.CACHE_REQUESTS, Dimension.TENANT)).containsKey("other");
        } finally {
            threads.shutdownNow();
        }
    }

    private long write(LoopListener loop, Random random) {
        long hits = 0;
        for (int i = 0; i < REQUESTS; i++) {
            Account who = tenants.get(random.nextInt(TENANTS));
            int model = identities.models().number("model-" + random.nextInt(MODELS));
            boolean hit = random.nextInt(3) == 0;
            loop.cacheLookedUp(CacheKind.EXACT, hit ? CacheResult.HIT : CacheResult.MISS, model, who, i);
            loop.requestEnded(Customers.of(
                    who,
                    hit
                            ? Exchanges.hit(2, model, CacheKind.EXACT, i)
                            : Exchanges.cached(
                                    Exchanges.unary(Endpoint.CHAT_COMPLETIONS, 2, model), CacheUse.miss(i, i))));
            hits += hit ? 1 : 0;
        }
        return hits;
    }

    private static int scrapeUntil(Metrics metrics, AtomicBoolean done) {
        long before = 0;
        int scrapes = 0;
        do {
            long now = Sums.of(metrics.cacheTotals(), Fact.CACHE_REQUESTS).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
            scrapes++;
        } while (!done.get());
        return scrapes;
    }
}
