package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Together;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.kept.Answers;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.store.StoreException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers that two gateways share through a real Redis. */
final class RedisAnswersTest {

    private static final long SEED = Long.getLong("seed", 20_261_126L);
    private static final CacheSettings SHARED = Answers.settings(true, false, 64 << 20);
    private static final Clock CLOCK = Clock.systemUTC();

    /** So that a slow machine fails no test; in use it is 50 ms. */
    private static final long PATIENT = 30_000;

    @RegisterExtension
    static final OneRedis REDIS = new OneRedis();

    private final Question question = Answers.question("acme", "gpt", 1);
    private Gateway one;
    private Gateway other;

    /** A store, with what it shares, and the memory of the gateway. */
    private record Gateway(RedisStore store, ExactCache hand, DistantCache shared, Caches caches) {

        static Gateway of(RedisStore store, long patienceMillis) {
            ExactCache hand = Answers.hand(CLOCK);
            DistantCache shared = store.answers(hand::purge, CLOCK, patienceMillis);
            return new Gateway(store, hand, shared, new Caches(hand, List.of(shared)));
        }

        void store(Question to, Entry entry) {
            caches.store(to, entry, Controls.NONE, SHARED);
        }

        Optional<Found> find(Question of) {
            return get(shared.find(of, Long.MAX_VALUE));
        }

        /** As a look-up does. */
        boolean has(Question of) {
            Optional<Found> found = find(of);
            found.ifPresent(caches::keep);
            return found.isPresent();
        }

        boolean hasAtHand(Question of) {
            return caches.find(of, Controls.NONE) != null;
        }
    }

    @BeforeEach
    void open() {
        one = Gateway.of(REDIS.store(), PATIENT);
        other = Gateway.of(REDIS.another(), PATIENT);
    }

    @AfterEach
    void close() {
        other.store().close();
    }

    @Test
    void givesOneGatewayWhatAnotherWasAnswered() {
        Entry entry = Answers.entry(question, CLOCK, 60_000);
        assertThat(other.find(question)).isEmpty();

        one.store(question, entry);

        patiently().until(() -> other.has(question));
        assertThat(other.find(question)).hasValueSatisfying(found -> {
            assertThat(found.cache()).isEqualTo(CacheKind.EXACT);
            assertThat(found.entry()).usingRecursiveComparison().isEqualTo(entry);
        });
        assertThat(other.hasAtHand(question)).isTrue();
        assertThat(ttl()).isBetween(1L, 60_000L);
    }

    @Test
    void takesOnlyWhatIsToBeShared() {
        assertThat(one.shared().takes(question, SHARED)).isTrue();
        assertThat(one.shared().takes(question, Answers.settings(false, true, 1 << 20)))
                .isFalse();

        one.shared()
                .store(
                        question,
                        Answers.entry(question, CLOCK, 60_000),
                        Controls.NONE,
                        Answers.settings(false, true, 1 << 20));
        store(one, Answers.question("acme", "gpt", 2));

        assertThat(one.find(question)).isEmpty();
    }

    @Test
    void givesNothingThatIsOlderThanIsAskedForOrHasExpired() {
        Clock earlier = Clock.offset(CLOCK, java.time.Duration.ofSeconds(-30));
        one.store(question, Answers.entry(question, earlier, 60_000));
        patiently().until(() -> one.has(question));
        assertThat(get(one.shared().find(question, 20_000))).isEmpty();
        assertThat(ttl()).isLessThanOrEqualTo(30_000);

        Question brief = Answers.question("acme", "gpt", 2);
        one.store(brief, Answers.entry(brief, CLOCK, 500));
        // They are written one after the other: when the next is there, this one was.
        store(one, Answers.question("acme", "gpt", 3));
        patiently().until(() -> REDIS.redis().command("EXISTS", name(brief)).equals(":0"));
        assertThat(one.find(brief)).isEmpty();
    }

    @Test
    void givesNobodyWhatIsSomebodyElses() {
        Question foreign = Answers.question("other", "gpt", 1);
        store(one, question);

        assertThat(other.find(foreign)).isEmpty();
        // Not even where it stands under his key.
        assertThat(REDIS.redis().command("COPY", name(question), name(foreign))).isEqualTo(":1");
        assertThat(other.find(foreign)).isEmpty();
        assertThat(other.caches().caches())
                .singleElement()
                .satisfies(level -> assertThat(level.corrupt()).isEqualTo(1));
        assertThat(other.has(question)).isTrue();
    }

    @Test
    void dropsAndCountsWhatWasDamagedOrIsOfAnotherVersion() {
        for (String[] damage : new String[][] {{"100", "x"}, {"0", "\u0002"}, {"5000", "longer"}}) {
            store(one, question);
            REDIS.redis().command("SETRANGE", name(question), damage[0], damage[1]);

            assertThat(other.find(question)).isEmpty();
            patiently()
                    .until(() -> REDIS.redis().command("EXISTS", name(question)).equals(":0"));
        }
        assertThat(other.shared().level().corrupt()).isEqualTo(3);
    }

    @Test
    void purgesInRedisAndInAllMemories() {
        for (Purge which : List.of(
                Purge.ALL,
                new Purge("acme", null, null, null),
                new Purge(null, "gpt", null, null),
                new Purge(null, null, "acme-key", null),
                new Purge("acme", "gpt", "acme-key", question.key().exact().id()))) {
            Question left = Answers.question("other", "claude", 1);
            store(one, question);
            store(one, left);
            assertThat(other.has(question) && other.has(left)).isTrue();

            assertThat(get(one.caches().purge(which))).as("%s", which).isEqualTo(which.equals(Purge.ALL) ? 2 : 1);

            assertThat(one.find(question)).isEmpty();
            assertThat(one.hasAtHand(question)).isFalse();
            patiently().until(() -> !other.hasAtHand(question));
            assertThat(other.find(left).isPresent()).as("%s", which).isEqualTo(!which.equals(Purge.ALL));
        }
    }

    @Test
    void purgesNothingByAnIdThatIsNone() {
        store(one, question);

        assertThat(get(one.shared().purge(new Purge(null, null, null, "*")))).isZero();
        assertThat(one.has(question)).isTrue();
    }

    @Test
    void purgesWhateverTheNamesAre() {
        Question odd = Answers.question("a b=%\u00e4*", "gpt 4\n*?", 1);
        store(one, odd);
        assertThat(other.has(odd)).isTrue();

        get(one.caches().purge(new Purge("a b=%\u00e4*", "gpt 4\n*?", null, null)));

        patiently().until(() -> !other.hasAtHand(odd));
        assertThat(other.find(odd)).isEmpty();
    }

    @Test
    void purgesVeryManyInSteps() {
        for (int i = 0; i < 1_500; i++) {
            Question each = Answers.question(i % 3 == 0 ? "other" : "acme", "gpt", i);
            one.store(each, Answers.entry(each, CLOCK, 60_000));
        }
        patiently().until(() -> REDIS.redis().command("DBSIZE").equals(":" + (1_500 + 1)));

        assertThat(get(one.shared().purge(new Purge("acme", null, null, null)))).isEqualTo(1_000);
        assertThat(get(one.shared().purge(Purge.ALL))).isEqualTo(500);
    }

    @Test
    void dropsAllAtHandWherePurgesMayHaveBeenMissed() {
        store(one, question);
        assertThat(other.has(question)).isTrue();

        REDIS.redis().command("SET", "{sluice:cache}:version", "100");

        patiently().until(() -> !other.hasAtHand(question));
        assertThat(other.has(question)).isTrue();
    }

    @Test
    void findsNothingWhileRedisSaysNothingAndGoesOnByItself() {
        other.store().close();
        Gateway hasty = Gateway.of(REDIS.another(), 50);
        other = hasty;
        store(one, question);
        REDIS.redis().pause();
        try {
            // First it is waited for, within bounds; then nobody waits any more.
            assertThatThrownBy(() -> hasty.find(question)).isInstanceOf(Exception.class);
            patiently().until(() -> knowsThatRedisIsAway(hasty));
            assertThatThrownBy(() -> get(hasty.shared().purge(Purge.ALL)))
                    .hasRootCauseInstanceOf(StoreException.class)
                    .hasMessageContaining("Redis is away");
        } finally {
            REDIS.redis().resume();
        }
        patiently().ignoreExceptions().until(() -> hasty.has(question));
    }

    @Test
    void goesOnWithoutRedisAndWithItWhenItIsBack() {
        store(one, question);
        REDIS.redis().kill();
        try {
            patiently().until(() -> knowsThatRedisIsAway(one));
            one.store(question, Answers.entry(question, CLOCK, 60_000));
            assertThat(one.hasAtHand(question)).isTrue();
        } finally {
            REDIS.redis().restart();
        }

        patiently().ignoreExceptions().until(() -> one.find(question).isEmpty());
        one.store(question, Answers.entry(question, CLOCK, 60_000));
        patiently().ignoreExceptions().until(() -> other.has(question));
    }

    @Test
    void leavesRoomInARedisThatIsNearlyFull() {
        store(one, question);
        long used = Long.parseLong(
                REDIS.redis().answer("INFO", "memory").split("used_memory:")[1].split("\r")[0]);
        REDIS.redis().command("CONFIG", "SET", "maxmemory", Long.toString(used * 11 / 10));
        try {
            Question more = Answers.question("acme", "gpt", 2);
            // What it has looked at before may be a second old; until then Redis itself may be full, and refuse all.
            patiently()
                    .pollInterval(100, TimeUnit.MILLISECONDS)
                    .ignoreExceptions()
                    .until(() -> {
                        REDIS.redis().command("DEL", name(more));
                        one.store(more, Answers.entry(more, CLOCK, 60_000));
                        get(one.shared().purge(new Purge(null, null, null, "0000000000000000")));
                        return one.find(more).isEmpty();
                    });
            assertThat(one.has(question)).isTrue();
            assertThat(one.hasAtHand(more)).isTrue();
        } finally {
            REDIS.redis().command("CONFIG", "SET", "maxmemory", "0");
        }
        patiently().pollInterval(100, TimeUnit.MILLISECONDS).until(() -> {
            one.store(question, Answers.entry(question, CLOCK, 60_000));
            REDIS.redis().command("DEL", name(question));
            get(one.shared().purge(new Purge(null, null, null, "0000000000000000")));
            one.store(question, Answers.entry(question, CLOCK, 60_000));
            return one.find(question).isPresent();
        });
    }

    @Test
    void mixesNothingUpWhateverManyThreadsDoAtATime() throws Exception {
        Together.run(8, thread -> {
            Random random = new Random(SEED + thread);
            Gateway gateway = thread % 2 == 0 ? one : other;
            for (int i = 0; i < 300; i++) {
                Question each = Answers.question(random.nextBoolean() ? "acme" : "other", "gpt", random.nextInt(20));
                switch (random.nextInt(12)) {
                    case 0 -> get(gateway.caches().purge(new Purge("acme", null, null, null)));
                    case 1, 2, 3, 4 -> gateway.store(each, Answers.entry(each, CLOCK, 60_000));
                    default -> {
                        Optional<Found> found = gateway.find(each);
                        found.ifPresent(answer -> assertThat(
                                        new String(answer.entry().answer().body(), UTF_8))
                                .contains(each.key().exact().hex()));
                    }
                }
            }
        });

        assertThat(one.shared().level().corrupt() + other.shared().level().corrupt())
                .isZero();
        // What the other one has still to write is written before this, and nothing after the purge.
        get(other.shared().purge(new Purge(null, null, null, "0000000000000000")));
        get(one.caches().purge(new Purge("acme", null, null, null)));
        for (int i = 0; i < 20; i++) {
            assertThat(one.find(Answers.question("acme", "gpt", i))).isEmpty();
        }
    }

    /** Then nothing is asked any more, and nothing is left to be written when Redis is back. */
    private boolean knowsThatRedisIsAway(Gateway gateway) {
        CompletableFuture<?> asked =
                gateway.shared().find(question, Long.MAX_VALUE).toCompletableFuture();
        return asked.isCompletedExceptionally()
                && String.valueOf(asked.handle((found, failure) -> failure).join())
                        .contains("Redis is away");
    }

    private void store(Gateway by, Question to) {
        by.store(to, Answers.entry(to, CLOCK, 60_000));
        patiently().until(() -> by.find(to).isPresent());
    }

    private long ttl() {
        return Long.parseLong(REDIS.redis().command("PTTL", name(question)).substring(1));
    }

    private static String name(Question of) {
        return "{sluice:cache:" + of.key().exact().hex() + "}";
    }

    private static ConditionFactory patiently() {
        return await().atMost(60, TimeUnit.SECONDS);
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
