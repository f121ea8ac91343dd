package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.kept.Answers;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.store.StoreException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class CachesTest {

    private final Clock clock = Clock.systemUTC();
    private final ExactCache hand = Answers.hand(clock);
    private final Question question = Answers.question("acme", "gpt", 1);

    /** Has so many entries of a kind, or cannot be reached. */
    private record Elsewhere(CacheKind kind, CompletionStage<Long> purged) implements DistantCache {

        static Elsewhere with(CacheKind kind, long entries) {
            return new Elsewhere(kind, CompletableFuture.completedStage(entries));
        }

        @Override
        public boolean takes(Question question, CacheSettings settings) {
            return false;
        }

        @Override
        public long deadlineNanos(CacheSettings settings) {
            return 0;
        }

        @Override
        public CompletionStage<Optional<Found>> find(Question question, long maxAgeMillis) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public void store(Question question, Entry entry, Controls controls, CacheSettings settings) {}

        @Override
        public CompletionStage<Long> purge(Purge which) {
            return purged;
        }

        @Override
        public CacheLevel level() {
            return new CacheLevel(kind, 0, 0, 0, 0, 1);
        }
    }

    @Test
    void countsCopiesOfAnEntryOnceWhenItIsPurged() {
        hand.store(Answers.entry(question, clock, 60_000));
        Caches caches =
                new Caches(hand, List.of(Elsewhere.with(CacheKind.EXACT, 5), Elsewhere.with(CacheKind.SEMANTIC, 3)));

        assertThat(caches.purge(Purge.ALL).toCompletableFuture()).isCompletedWithValue(8L);
        assertThat(hand.find(question.key().exact(), Long.MAX_VALUE)).isNull();
    }

    @Test
    void purgesWhereItCanAndTellsThatItCouldNotEverywhere() {
        hand.store(Answers.entry(question, clock, 60_000));
        Caches caches = new Caches(
                hand,
                List.of(new Elsewhere(CacheKind.EXACT, CompletableFuture.failedStage(new StoreException("away")))));

        assertThat(caches.purge(Purge.ALL).toCompletableFuture()).isCompletedExceptionally();
        assertThat(hand.find(question.key().exact(), Long.MAX_VALUE)).isNull();
    }

    @Test
    void tellsOneLevelOfEachKind() {
        Caches caches =
                new Caches(hand, List.of(Elsewhere.with(CacheKind.EXACT, 0), Elsewhere.with(CacheKind.SEMANTIC, 0)));

        assertThat(caches.caches())
                .containsExactly(
                        new CacheLevel(CacheKind.EXACT, 0, 0, 64 << 20, 0, 1),
                        new CacheLevel(CacheKind.SEMANTIC, 0, 0, 0, 0, 1));
    }
}
