package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.text;

import dev.sluice.core.cache.Purge;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreWatcher;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a watcher what others change: looks for the number of the last change each second, and when a message says that
 * there is something new, and reads those that it has not seen. Where they are there no more, or Redis came back with
 * something else than it had, it tells that changes were missed. Everything happens on the store's thread.
 */
final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final int AT_ONCE = 500;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final ScheduledExecutorService thread;
    private final Spendings spendings;
    private final Map<Feed, Seen> seen = new ConcurrentHashMap<>();
    private @Nullable StoreWatcher watcher;
    private @Nullable Consumer<Purge> purges;
    private final AtomicInteger losses = new AtomicInteger();
    private String generation = "";
    private String life = "";

    /** How far a feed was read, and whether it is being read. */
    private static final class Seen {

        private volatile long last;
        private boolean reading;
        private boolean again;
    }

    Changes(RedisConnection redis, RedisKeys keys, ScheduledExecutorService thread) {
        this.redis = redis;
        this.keys = keys;
        this.thread = thread;
        this.spendings = new Spendings(redis, keys, thread);
    }

    /** From here on nothing is missed; before anything is read, and once. Blocks. */
    void begin() {
        for (Feed feed : Feed.values()) {
            Seen at = new Seen();
            at.last = number(redis.await(redis.commands().get(keys.version(feed))));
            seen.put(feed, at);
        }
        spendings.begin();
        generation = redis.generation();
        life = redis.life();
        redis.await(redis.listen(keys.channel(), feed -> thread.execute(() -> told(feed))));
        thread.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** Tells from now on, from the beginning on. */
    void watch(StoreWatcher told) {
        thread.execute(() -> {
            watcher = told;
            look();
        });
    }

    /** Tells of purges of cached answers from now on; all are to go where some may have been missed. */
    void purges(Consumer<Purge> told) {
        thread.execute(() -> purges = told);
    }

    /** How often something was lost. Thread-safe. */
    int losses() {
        return losses.get();
    }

    /**
     * Fails where what a feed tells of may have been lost since there were so many losses: what was read is not to be
     * taken for the truth. Thread-safe; blocks.
     */
    void requireWhole(Feed feed, int lossesBefore) {
        long now = number(redis.await(redis.commands().get(keys.version(feed))));
        Seen at = seen.get(feed);
        if (losses() != lossesBefore || at != null && now < at.last) {
            throw new StoreException("Redis has lost some of what was kept there: it is not taken for the truth");
        }
    }

    private void told(String name) {
        for (Feed feed : Feed.values()) {
            if (feed.name().equals(name)) {
                read(feed);
            }
        }
    }

    private void look() {
        if (watcher == null && purges == null || !redis.reachable()) {
            return;
        }
        if (!redis.life().equals(life)) {
            flushed();
        } else if (!redis.generation().equals(generation)) {
            generation = redis.generation();
            spendings.startOver();
            missed();
        }
        for (Feed feed : Feed.values()) {
            read(feed);
        }
        StoreWatcher told = watcher;
        if (told != null) {
            spendings.look(told::spent);
        }
    }

    /** What is in there now was written since: it is told, and what was there before goes on from memory. */
    private void flushed() {
        LOG.error("Redis has lost what was kept there: accounts and keys go on from memory until gateways end;"
                + " restore a backup");
        life = redis.life();
        generation = redis.generation();
        spendings.startOver();
        lost();
        seen.values().forEach(at -> at.last = 0);
    }

    /** Told first: from then on nobody takes what is there for all that there was. */
    private void lost() {
        losses.incrementAndGet();
        StoreWatcher told = watcher;
        if (told != null) {
            told.rowsLost();
        }
    }

    private void missed() {
        StoreWatcher told = watcher;
        if (told != null) {
            told.changesMissed();
        }
        purged(Purge.ALL);
    }

    private void purged(Purge which) {
        Consumer<Purge> told = purges;
        if (told != null) {
            told.accept(which);
        }
    }

    private void read(Feed feed) {
        Seen at = at(feed);
        if (feed == Feed.CACHE ? purges == null : watcher == null) {
            return;
        }
        if (at.reading) {
            at.again = true;
            return;
        }
        at.reading = true;
        try {
            redis.commands()
                    .get(keys.version(feed))
                    .whenCompleteAsync((version, failure) -> compare(feed, at, version, failure), thread);
        } catch (StoreException e) {
            at.reading = false;
        }
    }

    private void compare(Feed feed, Seen at, byte @Nullable [] version, @Nullable Throwable failure) {
        long now = number(version);
        if (failure != null || now == at.last) {
            done(feed, at);
        } else if (now < at.last) {
            redis.refresh().whenCompleteAsync((ok, unknown) -> wentBack(feed, at, now, unknown), thread);
        } else {
            fetch(feed, at, now);
        }
    }

    /**
     * Some changes are gone, or all: with all that there is, the life of what is kept tells; of a cluster it may be the
     * shard of this feed alone.
     */
    private void wentBack(Feed feed, Seen at, long now, @Nullable Throwable unknown) {
        if (unknown == null && !redis.life().equals(life)) {
            flushed();
            at.again = now > 0;
        } else if (unknown == null && feed == Feed.CREDITS) {
            at.last = now;
            missed();
        } else if (unknown == null) {
            LOG.error(
                    "Redis has lost changes of {}: its last one is number {}, and was {}; what is known goes on",
                    feed.tag(),
                    now,
                    at.last);
            lost();
            at.last = now;
        }
        done(feed, at);
    }

    private void fetch(Feed feed, Seen at, long now) {
        try {
            Range<String> range = Range.create(at.last + 1 + "-0", "+");
            redis.commands()
                    .xrange(keys.changes(feed), range, Limit.from(AT_ONCE))
                    .whenCompleteAsync((found, failure) -> apply(feed, at, now, found), thread);
        } catch (StoreException e) {
            at.reading = false;
        }
    }

    private void apply(Feed feed, Seen at, long now, @Nullable List<StreamMessage<String, byte[]>> found) {
        if (found != null) {
            if (found.isEmpty() || number(found.get(0)) != at.last + 1) {
                at.last = now;
                missed();
            } else {
                at.last = number(found.get(found.size() - 1));
                at.again |= at.last < now;
                tell(feed, found);
            }
        }
        done(feed, at);
    }

    private void done(Feed feed, Seen at) {
        at.reading = false;
        if (at.again) {
            at.again = false;
            read(feed);
        }
    }

    /** Neighbours of one kind are told together, so that the order stays. */
    private void tell(Feed feed, List<StreamMessage<String, byte[]>> changes) {
        List<Map<String, byte[]>> alike = new ArrayList<>();
        for (StreamMessage<String, byte[]> each : changes) {
            Map<String, byte[]> body = each.getBody();
            if (!alike.isEmpty() && isDrop(alike.get(0)) != isDrop(body)) {
                tellAlike(feed, alike);
                alike.clear();
            }
            alike.add(body);
        }
        tellAlike(feed, alike);
    }

    private void tellAlike(Feed feed, List<Map<String, byte[]>> changes) {
        StoreWatcher told = watcher;
        try {
            if (feed == Feed.CACHE) {
                changes.forEach(each -> purged(AnswerPurges.purge(string(each, "saved"))));
            } else if (told != null) {
                tell(told, feed, changes);
            }
        } catch (RuntimeException e) {
            LOG.error("what another gateway has changed could not be taken over", e);
        }
    }

    private static void tell(StoreWatcher told, Feed feed, List<Map<String, byte[]>> changes) {
        boolean drops = isDrop(changes.get(0));
        switch (feed) {
            case ACCOUNTS -> {
                if (drops) {
                    told.accountsForgotten(accountIds(changes));
                } else {
                    told.accountsSaved(accounts(changes));
                }
            }
            case PROVIDER_KEYS -> {
                if (drops) {
                    told.providerKeysForgotten(keyIds(changes));
                } else {
                    told.providerKeysSaved(storedKeys(changes));
                }
            }
            case CREDITS ->
                changes.forEach(each -> told.credited(string(each, "saved"), Long.parseLong(string(each, "value"))));
            case CACHE -> throw new IllegalArgumentException("not the watcher's");
        }
    }

    private static List<StoredAccount> accounts(List<Map<String, byte[]>> changes) {
        return changes.stream()
                .map(each -> RowCodec.account(string(each, "saved"), bytes(each, "value")))
                .toList();
    }

    private static List<StoredAccount.Id> accountIds(List<Map<String, byte[]>> changes) {
        return changes.stream()
                .map(each -> RowCodec.account(string(each, "dropped")))
                .toList();
    }

    private static List<StoredKey> storedKeys(List<Map<String, byte[]>> changes) {
        return changes.stream()
                .map(each -> RowCodec.key(string(each, "saved"), string(each, "value")))
                .toList();
    }

    private static List<StoredKey.Id> keyIds(List<Map<String, byte[]>> changes) {
        return changes.stream()
                .map(each -> RowCodec.key(string(each, "dropped")))
                .toList();
    }

    private static boolean isDrop(Map<String, byte[]> change) {
        return change.containsKey("dropped");
    }

    private static String string(Map<String, byte[]> change, String name) {
        return text(bytes(change, name));
    }

    private static byte[] bytes(Map<String, byte[]> change, String name) {
        byte[] bytes = change.get(name);
        if (bytes == null) {
            throw new StoreException("a change in Redis has no " + name + ": a newer version has written it");
        }
        return bytes;
    }

    private Seen at(Feed feed) {
        return seen.computeIfAbsent(feed, each -> new Seen());
    }

    private static long number(byte @Nullable [] version) {
        return version == null ? 0 : Long.parseLong(text(version));
    }

    private static long number(StreamMessage<String, byte[]> change) {
        String id = change.getId();
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }
}
