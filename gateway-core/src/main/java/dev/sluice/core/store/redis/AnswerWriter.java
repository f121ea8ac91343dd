package dev.sluice.core.store.redis;

import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.kept.AnswerCodec;
import dev.sluice.core.cache.kept.Backlog;
import dev.sluice.core.cache.kept.Facts;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.time.Ticker;
import io.lettuce.core.SetArgs;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes answers to Redis, and purges them there, in turns on a thread of its own: what was given to be written before
 * a purge that it is to go with is written, or not, before it. What cannot be written is not, and nobody waits for it.
 * Thread-safe.
 */
final class AnswerWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);
    private static final int MOST_WAITING = 2_000;
    private static final long MOST_WAITING_BYTES = 32L * 1024 * 1024;
    private static final int MOST_AT_ONCE = 64;
    private static final long MOST_BYTES_AT_ONCE = 1024 * 1024;

    /** A larger one would hold up what else is asked over the connection. */
    private static final int MOST_BYTES = 1024 * 1024;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Clock clock;
    private final Room room;
    private final Backlog backlog = new Backlog(MOST_WAITING, MOST_WAITING_BYTES);
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicBoolean overfull = new AtomicBoolean();

    /** The thread's own: whether it has said that it cannot write. */
    private boolean failing;

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1_000), AnswerWriter::thread);

    AnswerWriter(RedisConnection redis, RedisKeys keys, Clock clock) {
        this.redis = redis;
        this.keys = keys;
        this.clock = clock;
        this.room = new Room(redis, Ticker.SYSTEM);
    }

    /** Has it written when there is time; returns at once. */
    void add(Entry entry) {
        boolean full = !backlog.add(entry);
        if (full && overfull.compareAndSet(false, true)) {
            LOG.warn("there are more answers to share than Redis takes: some are not shared");
        }
        writeSoon();
    }

    private void writeSoon() {
        if (due.compareAndSet(false, true)) {
            try {
                thread.execute(this::write);
            } catch (RejectedExecutionException e) {
                due.set(false);
            }
        }
    }

    /** Some of what waits; the rest behind whatever else is to be done, for there may always be more. */
    private void write() {
        due.set(false);
        List<Entry> part = backlog.take(MOST_AT_ONCE, MOST_BYTES_AT_ONCE);
        if (part.isEmpty()) {
            overfull.set(false);
            return;
        }
        try {
            write(part);
            failing = false;
        } catch (RuntimeException e) {
            failed(e);
        }
        writeSoon();
    }

    private void failed(RuntimeException cause) {
        if (!failing) {
            failing = true;
            LOG.warn("{}; answers are not shared meanwhile", cause.getMessage());
        }
    }

    private void write(List<Entry> part) {
        if (!redis.reachable() || !room.isLeft(keys.answer(part.get(0).key().exact()))) {
            return;
        }
        List<CompletionStage<String>> sent = new ArrayList<>();
        for (Entry entry : part) {
            long left = entry.life().expiresMillis() - clock.millis();
            byte[] value = left > 0 ? AnswerCodec.encode(entry) : null;
            if (value != null && value.length <= MOST_BYTES) {
                sent.add(redis.commands().set(keys.answer(entry.key().exact()), value, SetArgs.Builder.px(left)));
            }
        }
        // So that only so much is under way at a time.
        sent.forEach(redis::await);
    }

    /** Those that wait and are to go are not written. */
    void forget(Purge which) {
        backlog.drop(which);
    }

    /** Drops answers in Redis, and tells all gateways; how many, when that is done. */
    CompletionStage<Long> purge(Purge which) {
        backlog.drop(which);
        try {
            return CompletableFuture.supplyAsync(() -> drop(which), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(new StoreException("the store is closed, or busy with purges", e));
        }
    }

    private long drop(Purge which) {
        if (!redis.reachable()) {
            throw new StoreException("Redis is away: what it has is not purged. Purge again when it is back");
        }
        String id = which.id();
        if (id != null && !ID.matcher(id).matches()) {
            return 0;
        }
        long[] dropped = new long[1];
        new MovedKeys(redis, keys)
                .names(keys.answers() + (id == null ? "" : id), names -> dropped[0] += drop(names, which));
        // When they are gone, or what is purged from memories would come back from there.
        redis.await(AnswerPurges.send(redis, keys, which));
        return dropped[0];
    }

    private long drop(List<String> names, Purge which) {
        boolean all = which.tenant() == null && which.model() == null && which.clientKey() == null;
        List<String> going = all ? names : going(names, which);
        List<CompletionStage<Long>> sent = new ArrayList<>();
        going.forEach(name -> sent.add(redis.commands().unlink(name)));
        return sent.stream().mapToLong(redis::await).sum();
    }

    private List<String> going(List<String> names, Purge which) {
        List<CompletionStage<byte[]>> sent = new ArrayList<>();
        names.forEach(name -> sent.add(redis.commands().getrange(name, 0, AnswerCodec.BEGINNING - 1)));
        List<String> going = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (isGoing(names.get(i), redis.await(sent.get(i)), which)) {
                going.add(names.get(i));
            }
        }
        return going;
    }

    /** What cannot be read is of no use, and may be whatever is to go. */
    private boolean isGoing(String name, byte[] beginning, Purge which) {
        Facts facts = AnswerCodec.facts(beginning);
        if (facts == null && beginning.length == AnswerCodec.BEGINNING) {
            facts = whole(redis.await(redis.commands().get(name)));
        }
        return facts == null || facts.goWith(which);
    }

    private static @Nullable Facts whole(byte @Nullable [] value) {
        return value == null ? null : AnswerCodec.facts(value);
    }

    /** What waits is not written any more: other gateways ask again, and this one when it is back. */
    @Override
    public void close() {
        backlog.drop(Purge.ALL);
        thread.shutdown();
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "shared-answers");
        thread.setDaemon(true);
        return thread;
    }
}
