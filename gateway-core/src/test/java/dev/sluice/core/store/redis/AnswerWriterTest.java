package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.kept.Answers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers on their way to a real Redis, and purges between them. */
final class AnswerWriterTest {

    private static final CacheSettings SHARED = Answers.settings(true, false, 64 << 20);
    private static final Clock CLOCK = Clock.systemUTC();

    @RegisterExtension
    static final OneRedis REDIS = new OneRedis();

    @Test
    void purgesAlsoWhileThereIsAlwaysMoreToWrite() throws Exception {
        Busy busy = new Busy();
        DistantCache shared = REDIS.store().answers(which -> {}, busy);
        store(shared, Answers.question("other", "gpt", 1));
        // Nothing of it waits any more when this is done.
        get(shared.purge(new Purge("nobody", null, null, null)));
        busy.with.set(shared);
        try {
            store(shared, Answers.question("acme", "gpt", 1));
            assertThat(busy.asked.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(get(shared.purge(new Purge("other", null, null, null)))).isEqualTo(1);
        } finally {
            busy.with.set(null);
        }
    }

    private static void store(DistantCache in, Question question) {
        in.store(question, Answers.entry(question, CLOCK, 60_000), Controls.NONE, SHARED);
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** A clock by which there is another answer to write as often as the time of one is asked for. */
    private static final class Busy extends Clock {

        private final AtomicReference<@Nullable DistantCache> with = new AtomicReference<>();
        private final CountDownLatch asked = new CountDownLatch(100);
        private final AtomicInteger numbers = new AtomicInteger(1);

        @Override
        public Instant instant() {
            DistantCache in = with.get();
            if (in != null) {
                store(in, Answers.question("acme", "gpt", numbers.incrementAndGet()));
                asked.countDown();
            }
            return CLOCK.instant();
        }

        @Override
        public ZoneId getZone() {
            return CLOCK.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
