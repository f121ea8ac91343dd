package dev.sluice.benchmarks;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Tidying;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Fills the exact cache, and compares the memory that it says it takes, the memory that it does take, and what it may
 * take. A program of its own: one operation says nothing here. Arguments: how many entries, bytes of an answer, and
 * then the bounds in MiB.
 */
public final class FullCache {

    private static final int MIB = 1 << 20;
    private static final long LIFE_MILLIS = 3_600_000;

    private FullCache() {}

    public static void main(String[] args) {
        int entries = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int bytes = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        System.out.print("| bound | entries | it says | it takes | bytes an entry |\n|---|---|---|---|---|\n");
        if (args.length < 3) {
            measure(entries, bytes, 1024);
            measure(entries, bytes, 256);
        }
        for (int i = 2; i < args.length; i++) {
            measure(entries, bytes, Integer.parseInt(args[i]));
        }
    }

    private static void measure(int entries, int bytes, int boundMib) {
        try (Tidying tidying = new Tidying()) {
            long before = usedBytes();
            ExactCache cache = new ExactCache(Clock.systemUTC(), tidying);
            cache.apply(settings((long) boundMib * MIB));
            Random random = new Random(1);
            for (int i = 0; i < entries; i++) {
                cache.store(entry(random, bytes));
            }
            CacheLevel level = cache.level();
            long taken = usedBytes() - before;
            System.out.printf(
                    Locale.ROOT,
                    "| %d MiB | %,d | %.1f MiB | %.1f MiB | %d |%n",
                    boundMib,
                    cache.level().entries(),
                    (double) level.bytes() / MIB,
                    (double) taken / MIB,
                    taken / Math.max(1, level.entries()));
        }
    }

    /** An exact cache of so many bytes, and nothing else. */
    static CacheSettings settings(long mostBytes) {
        return new CacheSettings(
                new CacheSettings.Exact(
                        LIFE_MILLIS,
                        LIFE_MILLIS,
                        mostBytes,
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

    /** As one is made of a request: nothing of it is shared with another one's. */
    private static Entry entry(Random random, int bytes) {
        byte[] body = new byte[bytes];
        random.nextBytes(body);
        CacheKey key = new CacheKey(digest(random), digest(random));
        Asker asker = new Asker("tenant:" + random.nextInt(100), "tenant", "developer", "key");
        long now = System.currentTimeMillis();
        return Entry.of(
                new Question(key, asker, Endpoint.CHAT_COMPLETIONS, "gpt-4o", false, Traits.PLAIN, null),
                new Entry.Source("gpt-4o", "openai", "gpt-4o", false),
                Answer.whole("application/json", body),
                new Entry.Used(
                        Usage.tokens(random.nextInt(1000), random.nextInt(1000)),
                        new Cost(random.nextInt(), Cost.Basis.NONE, "")),
                new Entry.Life(now, now + LIFE_MILLIS));
    }

    private static Digest digest(Random random) {
        return new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    /** What is left when all garbage has gone. */
    private static long usedBytes() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
