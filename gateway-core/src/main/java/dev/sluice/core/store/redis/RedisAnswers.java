package dev.sluice.core.store.redis;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.kept.AnswerCodec;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.time.Ticker;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Exact answers that the gateways of one Redis share: each a key of its own, which expires by itself, so that a cluster
 * spreads them. While Redis is away nothing is found, at once. Thread-safe; what is found is inflated on threads of its
 * own.
 */
final class RedisAnswers implements DistantCache, AutoCloseable {

    private static final int MOST_UNDER_WAY = 32;
    private static final int MOST_WAITING = 1_000;
    private static final int READERS = 2;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Consumer<Purge> memory;
    private final Clock clock;
    private final long patienceNanos;
    private final Patience patience;
    private final Turns turns = new Turns(MOST_UNDER_WAY, MOST_WAITING);
    private final AnswerWriter writer;
    private final LongAdder corrupt = new LongAdder();
    private final ThreadPoolExecutor readers = new ThreadPoolExecutor(
            READERS, READERS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), RedisAnswers::thread);

    /** @param memory drops what any gateway purges from where this one has it, too */
    RedisAnswers(RedisConnection redis, RedisKeys keys, Consumer<Purge> memory, Clock clock, long patienceMillis) {
        this.redis = redis;
        this.keys = keys;
        this.memory = memory;
        this.clock = clock;
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        this.patience = redis.patience(patienceMillis);
        this.writer = new AnswerWriter(redis, keys, clock);
    }

    @Override
    public CacheKind kind() {
        return CacheKind.EXACT;
    }

    @Override
    public boolean takes(Question question, CacheSettings settings) {
        return settings.shared() && settings.keepsExactly(question);
    }

    @Override
    public long deadlineNanos(CacheSettings settings) {
        return patienceNanos;
    }

    @Override
    public CompletionStage<Optional<Found>> find(Question question, long maxAgeMillis) {
        if (!redis.reachable()) {
            return CompletableFuture.failedStage(new StoreException("Redis is away"));
        }
        CompletableFuture<Optional<Found>> told = new CompletableFuture<>();
        Asked asked = new Asked(question, maxAgeMillis, told, Ticker.SYSTEM.nanoTime());
        if (turns.ask(() -> get(asked))) {
            patience.bound(told, redis::suspect);
        } else {
            told.completeExceptionally(new StoreException("too much is asked of Redis at a time"));
        }
        return told;
    }

    /** What is looked for, and who is told. */
    private record Asked(
            Question question, long maxAgeMillis, CompletableFuture<Optional<Found>> told, long beganNanos) {}

    private @Nullable CompletionStage<?> get(Asked asked) {
        if (asked.told().isDone() || Ticker.SYSTEM.nanoTime() - asked.beganNanos() > patienceNanos) {
            // Nobody waits for it any more.
            asked.told().completeExceptionally(new StoreException("Redis has too much to do"));
            return null;
        }
        try {
            return redis.commands()
                    .get(keys.answer(asked.question().key().exact()))
                    .whenComplete((value, failure) -> answered(asked, value, failure));
        } catch (RuntimeException e) {
            asked.told().completeExceptionally(e);
            return null;
        }
    }

    private void answered(Asked asked, byte @Nullable [] value, @Nullable Throwable failure) {
        if (failure != null) {
            suspect(failure);
            asked.told().completeExceptionally(failure);
            return;
        }
        redis.heard();
        if (value == null) {
            asked.told().complete(Optional.empty());
            return;
        }
        try {
            readers.execute(() -> asked.told().complete(Optional.ofNullable(read(asked, value))));
        } catch (RejectedExecutionException e) {
            asked.told().completeExceptionally(e);
        }
    }

    /** Who answers that something cannot be done is there all the same. */
    private void suspect(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof RedisCommandExecutionException)) {
            redis.suspect();
        }
    }

    private @Nullable Found read(Asked asked, byte[] value) {
        Question question = asked.question();
        Entry entry = AnswerCodec.decode(value);
        boolean right = entry != null
                && entry.key().equals(question.key())
                && entry.asker().owner().equals(question.asker().owner());
        if (entry == null || !right) {
            corrupt.increment();
            drop(question);
            return null;
        }
        return entry.isFresh(clock.millis(), asked.maxAgeMillis()) ? Found.exact(entry) : null;
    }

    private void drop(Question question) {
        if (redis.reachable()) {
            redis.commands().unlink(keys.answer(question.key().exact()));
        }
    }

    @Override
    public void store(Question question, Entry entry, Controls controls, CacheSettings settings) {
        if (takes(question, settings) && redis.reachable()) {
            writer.add(entry);
        }
    }

    @Override
    public CompletionStage<Long> purge(Purge which) {
        return writer.purge(which);
    }

    /** A gateway has purged answers: they go from the memory of this one, and are not written by it any more. */
    void purged(Purge which) {
        writer.forget(which);
        memory.accept(which);
        // Once more for what was found before and is on its way to the memory: it has arrived by then.
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> memory.accept(which));
    }

    @Override
    public CacheLevel level() {
        return new CacheLevel(CacheKind.EXACT, 0, 0, 0, 0, corrupt.sum());
    }

    @Override
    public void close() {
        writer.close();
        readers.shutdown();
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "shared-answers-reader");
        thread.setDaemon(true);
        return thread;
    }
}
