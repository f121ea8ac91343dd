package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.CacheLevel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ExactCacheTest {

    private static final long ANY_AGE = Long.MAX_VALUE;

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final ExactCache cache = cache(64L << 20);

    private ExactCache cache(long maxBytes) {
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(now.get());
            }
        };
        ExactCache made = new ExactCache(clock, Runnable::run);
        made.apply(settings(maxBytes));
        return made;
    }

    static CacheSettings settings(long maxBytes) {
        return new CacheSettings(
                new CacheSettings.Exact(
                        60_000,
                        600_000,
                        maxBytes,
                        1 << 20,
                        CacheSettings.Temperature.ANY,
                        CacheSettings.Replay.AT_ONCE,
                        false,
                        false),
                null,
                Set.of(),
                Map.of(),
                new CacheSettings.Policies(Map.of(), Map.of()),
                false);
    }

    private Entry entry(long number, String tenant) {
        return Asking.entry(number, tenant, 100, now.get(), now.get() + 60_000);
    }

    @Test
    void givesWhatWasStoredUntilItIsOld() {
        cache.store(entry(1, "acme"));

        assertThat(cache.find(Asking.digest(1), ANY_AGE)).isNotNull();
        assertThat(cache.find(Asking.digest(2), ANY_AGE)).isNull();
        now.addAndGet(59_999);
        assertThat(cache.find(Asking.digest(1), ANY_AGE)).isNotNull();
        now.addAndGet(1);
        assertThat(cache.find(Asking.digest(1), ANY_AGE)).isNull();
        cache.tidy();
        assertThat(cache.level().entries()).isZero();
        assertThat(cache.level().evictions()).isZero();
    }

    @Test
    void givesNothingOlderThanIsWanted() {
        cache.store(entry(1, "acme"));
        now.addAndGet(10_000);

        assertThat(cache.find(Asking.digest(1), 9_999)).isNull();
        assertThat(cache.find(Asking.digest(1), 10_000)).isNotNull();
    }

    @Test
    void countsForItsTenantWhatComesBackAfterARestart() {
        Map<String, Long> counted = new HashMap<>();
        cache.store(entry(1, "acme"));
        cache.restore(entry(1, "acme"));
        cache.restore(entry(2, "acme"));
        cache.restore(entry(3, "other"));
        cache.tenants(counted::put);
        assertThat(counted).containsOnly(Map.entry("acme", 2L), Map.entry("other", 1L));

        cache.purge(new Purge("other", null, null, null));
        cache.tidy();
        counted.clear();
        cache.tenants(counted::put);
        assertThat(counted).containsOnly(Map.entry("acme", 2L));
    }

    @Test
    void keepsNothingThatIsOldAlready() {
        cache.store(Asking.entry(1, "acme", 10, now.get() - 10, now.get()));

        assertThat(cache.level().entries()).isZero();
    }

    @Test
    void dropsWhatIsNotWhatItWas() {
        Entry entry = entry(1, "acme");
        cache.store(entry);
        entry.answer().body()[50] ^= 1;

        assertThat(cache.find(Asking.digest(1), ANY_AGE)).isNull();
        assertThat(cache.level().corrupt()).isEqualTo(1);
        assertThat(cache.find(Asking.digest(1), ANY_AGE)).isNull();
        assertThat(cache.level().corrupt()).isEqualTo(1);
        cache.tidy();
        assertThat(cache.level().entries()).isZero();
    }

    @Test
    void purgesByTenantModelKeyAndEntry() {
        for (int i = 0; i < 10; i++) {
            cache.store(entry(i, i < 4 ? "acme" : "other"));
        }
        String id = Asking.digest(9).id();

        assertThat(cache.purge(new Purge("nobody", null, null, null))).isZero();
        assertThat(cache.purge(new Purge("acme", "another model", null, null))).isZero();
        assertThat(cache.purge(new Purge(null, null, null, id))).isEqualTo(1);
        assertThat(cache.purge(new Purge("acme", "m", "key-of-acme", null))).isEqualTo(4);
        assertThat(cache.find(Asking.digest(1), ANY_AGE)).isNull();
        assertThat(cache.find(Asking.digest(5), ANY_AGE)).isNotNull();
        assertThat(cache.purge(Purge.ALL)).isEqualTo(5);
    }

    @Test
    void holdsNoMoreBytesThanItMayHoweverManyEntriesCome() {
        ExactCache small = cache(1 << 20);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            small.store(Asking.entry(i, "acme", random.nextInt(4_000), now.get(), now.get() + 60_000));
            if (i % 500 == 0) {
                small.tidy();
                assertThat(small.level().bytes()).isLessThanOrEqualTo(1 << 20);
            }
        }
        small.tidy();
        CacheLevel level = small.level();
        assertThat(level.bytes()).isLessThanOrEqualTo(1 << 20).isGreaterThan(1 << 19);
        assertThat(level.entries()).isGreaterThan(100);
        assertThat(level.evictions()).isEqualTo(20_000 - level.entries());
        assertThat(level.maxBytes()).isEqualTo(1 << 20);
    }

    @Test
    void shrinksAndIsTurnedOffAndOnAgain() {
        for (int i = 0; i < 1_000; i++) {
            cache.store(entry(i, "acme"));
        }
        cache.apply(settings(100_000));
        cache.tidy();
        assertThat(cache.level().bytes()).isLessThanOrEqualTo(100_000);
        long evictions = cache.level().evictions();
        cache.apply(null);
        cache.tidy();
        assertThat(cache.level().entries()).isZero();
        assertThat(cache.level().evictions()).isEqualTo(evictions);
        cache.apply(settings(100_000));
        cache.store(entry(1, "acme"));
        assertThat(cache.find(Asking.digest(1), ANY_AGE)).isNotNull();
    }

    @Test
    void tellsOfAPurgeWhenItsEntriesAreGone() {
        List<Long> left = new ArrayList<>();
        cache.onPurge(() -> left.add(cache.level().entries()));
        cache.store(entry(1, "acme"));
        cache.store(entry(2, "rival"));
        assertThat(left).isEmpty();

        cache.purge(new Purge("acme", null, null, null));
        cache.purge(new Purge("nobody", null, null, null));
        cache.apply(null);

        assertThat(left).containsExactly(1L, 1L, 0L);
    }

    @Test
    void givesEveryThreadWhatBelongsToItsKeyWhateverElseHappens() throws InterruptedException {
        ExactCache busy = new ExactCache(Clock.systemUTC(), ForkJoinPool.commonPool());
        busy.apply(settings(200_000));
        AtomicLong wrong = new AtomicLong();
        AtomicLong found = new AtomicLong();
        Thread[] threads = new Thread[6];
        for (int t = 0; t < threads.length; t++) {
            Random random = new Random(t);
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    long number = random.nextInt(400);
                    long wall = Clock.systemUTC().millis();
                    switch (random.nextInt(20)) {
                        case 0 -> busy.purge(new Purge("t" + random.nextInt(4), null, null, null));
                        case 1, 2, 3, 4, 5, 6 ->
                            busy.store(Asking.entry(
                                    number, "t" + number % 4, 10 + random.nextInt(2_000), wall, wall + 60_000));
                        default -> {
                            Entry entry = busy.find(Asking.digest(number), ANY_AGE);
                            if (entry != null) {
                                found.incrementAndGet();
                                boolean mine = entry.key().exact().equals(Asking.digest(number))
                                        && entry.answer().body()[0] == (byte) number
                                        && entry.asker().tenant().equals("t" + number % 4);
                                wrong.addAndGet(mine ? 0 : 1);
                            }
                        }
                    }
                }
            });
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        busy.tidy();
        assertThat(wrong).hasValue(0);
        assertThat(found.get()).isPositive();
        assertThat(busy.level().corrupt()).isZero();
        assertThat(busy.level().bytes()).isLessThanOrEqualTo(200_000);
    }
}
