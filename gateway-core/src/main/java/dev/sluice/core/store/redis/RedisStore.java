package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;
import static dev.sluice.core.store.redis.RedisConnection.text;

import dev.sluice.core.admission.Holds;
import dev.sluice.core.admission.SharedCounters;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.Complaints;
import dev.sluice.core.store.Moved;
import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.QueryListener.Operation;
import dev.sluice.core.store.QueryListener.Table;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreWatcher;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.time.Ticker;
import io.lettuce.core.SetArgs;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in a Redis that several gateways share. What is written is durable when Redis has acknowledged it, as
 * durable as Redis is: {@code docs/redis.md} tells. While Redis is away writes fail at once. Thread-safe; what is asked
 * without waiting completes on a thread of the store's own.
 */
public final class RedisStore implements Moved.Place {

    private static final Logger LOG = LoggerFactory.getLogger(RedisStore.class);
    private static final long ANSWER_SECONDS = 10;
    private static final long CLOSE_SECONDS = 10;
    private static final long CACHE_PATIENCE_MILLIS = 50;
    private static final SetArgs HOMES_KEPT = SetArgs.Builder.ex(Duration.ofDays(30));

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Asking asking;
    private final Scans scans;
    private final Complaints complaints;
    private final RedisLedger ledger;
    private final RedisUsage usage;
    private final Changes changes;
    private final Holds holds = new Holds();
    private @Nullable RedisCounters counters;
    private @Nullable RedisAnswers answers;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(RedisStore::thread);
    private final Map<Long, CompletableFuture<?>> asked = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private volatile boolean closed;

    private RedisStore(RedisConnection redis, RedisKeys keys, Ticker ticker, QueryListener listener) {
        this.redis = redis;
        this.keys = keys;
        this.asking = new Asking(redis, ticker, listener);
        this.scans = new Scans(asking);
        this.complaints = new Complaints(ticker);
        this.ledger = new RedisLedger(asking, keys, holds);
        this.usage = new RedisUsage(asking, keys);
        this.changes = new Changes(redis, keys, thread);
    }

    /**
     * Connects; blocks.
     *
     * @throws StoreException when Redis is not there, refuses the login or may not be written
     */
    public static RedisStore open(StoreSettings.Redis settings, Ticker ticker, QueryListener listener) {
        return open(RedisConnection.open(settings), new RedisKeys(settings.prefix()), ticker, listener);
    }

    static RedisStore open(RedisConnection redis, RedisKeys keys, Ticker ticker, QueryListener listener) {
        RedisStore store = new RedisStore(redis, keys, ticker, listener);
        try {
            store.changes.begin();
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        return store;
    }

    @Override
    public List<StoredKey> providerKeys() {
        int losses = changes.losses();
        return asking.blocking(Table.PROVIDER_KEYS, Operation.SELECT, () -> {
            Map<String, String> rows = new HashMap<>();
            scans.hash(keys.rows(Feed.PROVIDER_KEYS), (field, value) -> rows.put(field, text(value)));
            changes.requireWhole(Feed.PROVIDER_KEYS, losses);
            return rows.entrySet().stream()
                    .sorted(Comparator.comparingLong(row -> place(row.getValue())))
                    .map(row -> RowCodec.key(
                            row.getKey(),
                            row.getValue().substring(row.getValue().indexOf(' '))))
                    .toList();
        });
    }

    /** What stands before a row. */
    private static long place(String row) {
        return Long.parseLong(row.substring(0, row.indexOf(' ')));
    }

    @Override
    public CompletionStage<Void> saveProviderKeys(List<StoredKey> saved) {
        KeyChanges rows = new KeyChanges(keys);
        saved.forEach(rows::save);
        return saved.isEmpty() ? nothing() : write(Table.PROVIDER_KEYS, Operation.UPDATE, () -> rows.send(redis));
    }

    @Override
    public CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> changed) {
        KeyChanges rows = new KeyChanges(keys);
        changed.forEach(rows::change);
        return changed.isEmpty()
                ? CompletableFuture.completedStage(List.of())
                : send(Table.PROVIDER_KEYS, Operation.UPDATE, () -> rows.send(redis));
    }

    @Override
    public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> forgotten) {
        KeyChanges rows = new KeyChanges(keys);
        forgotten.forEach(key -> rows.drop(RowCodec.field(key)));
        return forgotten.isEmpty() ? nothing() : write(Table.PROVIDER_KEYS, Operation.DELETE, () -> rows.send(redis));
    }

    @Override
    public List<StoredAccount> accounts() {
        int losses = changes.losses();
        return asking.blocking(Table.ACCOUNTS, Operation.SELECT, () -> {
            Map<StoredAccount.Id, StoredAccount> rows = new HashMap<>();
            scans.hash(keys.rows(Feed.ACCOUNTS), (field, value) -> {
                StoredAccount account = RowCodec.account(field, value);
                rows.put(account.key(), account);
            });
            changes.requireWhole(Feed.ACCOUNTS, losses);
            return rows.values().stream()
                    .sorted(Comparator.comparing(
                                    (StoredAccount row) -> row.kind().name())
                            .thenComparing(StoredAccount::id))
                    .toList();
        });
    }

    @Override
    public CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes) {
        return changes.isEmpty()
                ? CompletableFuture.completedStage(List.of())
                : send(Table.ACCOUNTS, Operation.UPDATE, () -> AccountChanges.send(redis, keys, changes));
    }

    @Override
    public CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id) {
        return send(
                Table.RESPONSES,
                Operation.SELECT,
                () -> redis.commands()
                        .get(keys.home(id))
                        .thenCombine(
                                redis.commands().get(keys.homesBefore()), (home, before) -> home(id, home, before)));
    }

    private static Optional<ResponseHome> home(ResponseHome.Id id, byte @Nullable [] home, byte @Nullable [] before) {
        return Optional.ofNullable(home)
                .map(value -> RowCodec.home(id, value))
                .filter(found -> before == null || found.madeAtEpochMillis() >= Long.parseLong(text(before)));
    }

    @Override
    public CompletionStage<Void> saveResponseHome(ResponseHome home) {
        return write(
                Table.RESPONSES,
                Operation.UPDATE,
                () -> redis.commands().set(keys.home(home.id()), RowCodec.value(home), HOMES_KEPT));
    }

    @Override
    public CompletionStage<Void> forgetResponseHome(ResponseHome.Id id) {
        return write(Table.RESPONSES, Operation.DELETE, () -> redis.commands().del(keys.home(id)));
    }

    /** They expire by themselves; until then it is remembered that they are forgotten. */
    @Override
    public CompletionStage<Void> forgetResponseHomesBefore(long epochMillis) {
        return write(
                Table.RESPONSES, Operation.DELETE, () -> redis.commands().set(keys.homesBefore(), bytes(epochMillis)));
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public UsageRecords usage() {
        return usage;
    }

    @Override
    public void watch(StoreWatcher watcher) {
        changes.watch(watcher);
    }

    /**
     * The same one always; from the first call on others count this gateway, and so it is not made for those who only
     * look. The first call blocks until this one knows of the others, for two seconds at the most.
     */
    @Override
    public Optional<SharedCounters> counters() {
        return Optional.of(counters(RedisCounters.Options.USUAL));
    }

    synchronized RedisCounters counters(RedisCounters.Options options) {
        RedisCounters made = counters;
        if (made == null) {
            made = new RedisCounters(redis, keys, holds, options);
            made.awaitOthers();
            counters = made;
        }
        return made;
    }

    /**
     * Cached answers that all gateways share; ends with the store. Once.
     *
     * @param memory drops what any gateway purges from where this one has it, too; quickly
     */
    public DistantCache answers(Consumer<Purge> memory, Clock clock) {
        return answers(memory, clock, CACHE_PATIENCE_MILLIS);
    }

    synchronized DistantCache answers(Consumer<Purge> memory, Clock clock, long patienceMillis) {
        RedisAnswers made = new RedisAnswers(redis, keys, memory, clock, patienceMillis);
        changes.purges(made::purged);
        answers = made;
        return made;
    }

    @Override
    public void homes(Consumer<ResponseHome> to) {
        String beginning = keys.homes();
        new MovedKeys(redis, keys).names(beginning, names -> {
            for (String name : names) {
                // An owner's name may have a brace in it, a response's never has.
                int end = name.lastIndexOf("}:");
                ResponseHome.Id id =
                        new ResponseHome.Id(name.substring(beginning.length(), end), name.substring(end + 2));
                byte[] home = redis.await(redis.commands().get(name));
                if (home != null) {
                    to.accept(RowCodec.home(id, home));
                }
            }
        });
    }

    @Override
    public void put(Moved part) {
        new MovedKeys(redis, keys).put(part);
    }

    @Override
    public int connections() {
        return redis.connections();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
                    .get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.debug("who wrote it was told", e);
        } catch (TimeoutException e) {
            LOG.warn("Redis does not answer: ending without it");
        }
        stopSharing();
        redis.close();
        thread.shutdown();
    }

    private synchronized void stopSharing() {
        if (counters != null) {
            counters.close();
        }
        if (answers != null) {
            answers.close();
        }
    }

    private CompletionStage<Void> write(Table table, Operation operation, Supplier<CompletionStage<?>> command) {
        return send(table, operation, () -> command.get().thenApply(answer -> Optional.empty()))
                .thenApply(answer -> null);
    }

    private static CompletionStage<Void> nothing() {
        return CompletableFuture.completedStage(null);
    }

    /** Sends a command; what it gives, or has failed with in words, completes on the store's thread. */
    private <R> CompletionStage<R> send(
            Table table, Operation operation, Supplier<? extends CompletionStage<R>> command) {
        if (closed) {
            return CompletableFuture.failedStage(new StoreException("the store is closed"));
        }
        CompletableFuture<R> told = new CompletableFuture<>();
        long mine = number.incrementAndGet();
        asked.put(mine, told);
        CompletionStage<R> answer;
        try {
            answer = asking.later(table, operation, command);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.toCompletableFuture()
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .whenCompleteAsync(
                        (given, failure) -> {
                            asked.remove(mine);
                            finish(told, given, failure);
                        },
                        thread);
        return told;
    }

    private <R> void finish(CompletableFuture<R> told, R given, @Nullable Throwable failure) {
        if (failure == null) {
            complaints.succeeded();
            told.complete(given);
        } else {
            StoreException cause = redis.failure(failure);
            complaints.failed(cause);
            told.completeExceptionally(cause);
        }
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "store");
        thread.setDaemon(true);
        return thread;
    }
}
