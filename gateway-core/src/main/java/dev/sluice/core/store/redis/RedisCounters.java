package dev.sluice.core.store.redis;

import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.Hold;
import dev.sluice.core.admission.Holds;
import dev.sluice.core.admission.Ruling;
import dev.sluice.core.admission.SharedCounters;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits that several gateways share, counted in Redis: one script lets exchanges in or refuses them. A thread of its
 * own says that this gateway is there and holds what it holds. Thread-safe.
 */
final class RedisCounters implements SharedCounters, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisCounters.class);
    private static final long TURN_MILLIS = 100;
    private static final int TURNS_A_BEAT = 10;
    private static final int TURNS_A_TOUCH = 100;
    private static final int MOST_AT_ONCE = 256;
    private static final long GONE_MILLIS = 5_000;

    private final RedisConnection connection;
    private final CounterKeys keys;
    private final Holds holds;
    private final Options options;
    private final GiveBacks giveBacks;
    private final Claims claims;
    private final String gateway = UUID.randomUUID().toString();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(RedisCounters::thread);
    private final List<Runnable> regular = new CopyOnWriteArrayList<>();
    private final List<Runnable> last = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> counted = new CompletableFuture<>();
    private volatile Name name;
    private volatile int gateways = 1;

    /** The thread's own: how often it had a turn. */
    private long turns;

    /** The thread's own: in which turn it was said last what is held. */
    private long touched;

    /**
     * What differs in tests.
     *
     * @param patienceMillis for how long an answer is waited for while Redis says nothing
     * @param othersMillis for how long it is waited for others at the start, and for Redis at the end
     */
    record Options(CounterKeys.Clock clock, long patienceMillis, long othersMillis) {

        static final Options USUAL = new Options(CounterKeys.Clock.REDIS, 50, 2_000);
    }

    /**
     * Under which name this gateway claims: another one when Redis may have lost what it knew.
     *
     * @param generation of Redis, with which it ends
     * @param open claims of which it is not known whether they came
     */
    record Name(String node, String generation, ConcurrentSkipListSet<Long> open) {}

    RedisCounters(RedisConnection connection, RedisKeys names, Holds holds, Options options) {
        this.connection = connection;
        this.keys = new CounterKeys(names);
        this.holds = holds;
        this.options = options;
        this.giveBacks = new GiveBacks(connection, keys, options.clock());
        this.name = named();
        this.claims = new Claims(connection, keys, options, giveBacks, () -> name);
        thread.scheduleWithFixedDelay(this::turn, 0, TURN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Name named() {
        return new Name(UUID.randomUUID().toString(), connection.generation(), new ConcurrentSkipListSet<>());
    }

    @Override
    public CompletableFuture<Ruling> claim(Claim claim) {
        return claims.claim(claim);
    }

    @Override
    public void giveBack(Hold hold) {
        giveBacks.add(hold, name.node());
    }

    @Override
    public Holds holds() {
        return holds;
    }

    @Override
    public int gateways() {
        return gateways;
    }

    @Override
    public boolean reachable() {
        return connection.reachable();
    }

    @Override
    public void regularly(Runnable what) {
        regular.add(what);
    }

    @Override
    public void atTheEnd(Runnable what) {
        last.add(what);
    }

    /**
     * Waits until it is known how many gateways there are, within bounds: each has a part of some limits, and the first
     * requests are not to have them whole. Blocks.
     */
    void awaitOthers() {
        if (!finishes(counted)) {
            LOG.warn("it is not known yet how many gateways there are: until it is, this one counts as the only one");
        }
    }

    /** Whether nothing is on its way back to Redis. */
    boolean isSettled() {
        return giveBacks.isEmpty();
    }

    /**
     * Others do not count this gateway any more, and have at once what it has left of its leases; what it holds
     * otherwise ends by itself. Blocks until Redis knows, within bounds, and not at all where that is away.
     */
    @Override
    public void close() {
        endTurns();
        last.forEach(Runnable::run);
        if (connection.reachable()) {
            CompletableFuture<Long> gone = connection
                    .commands()
                    .zrem(keys.gateways(), RedisConnection.bytes(gateway))
                    .toCompletableFuture();
            CompletableFuture<Void> all = CompletableFuture.allOf(gone, giveBacks.all(name.node()));
            if (!finishes(all)) {
                LOG.warn("what this gateway has left of limits could not be given back: it ends by itself");
            }
        }
    }

    /** The one under way, too: it might say that this gateway is there when that has been taken back. */
    private void endTurns() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(options.othersMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("limits that gateways share: a turn does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean finishes(CompletableFuture<?> awaited) {
        try {
            awaited.get(options.othersMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void turn() {
        try {
            if (!name.generation().equals(connection.generation())) {
                name = named();
            }
            regular.forEach(Runnable::run);
            if (connection.reachable()) {
                giveBacks.send(name.node());
                if (turns % TURNS_A_BEAT == 0) {
                    beat();
                }
                if (turns - touched >= TURNS_A_TOUCH) {
                    touched = turns;
                    touch();
                }
            }
            turns++;
        } catch (RuntimeException e) {
            LOG.warn("limits that gateways share: {}", e.toString());
        }
    }

    private void beat() {
        Arguments to = new Arguments().key(keys.gateways()).key(keys.claims(name.node()));
        to.add(options.clock().given()).add(gateway).add(GONE_MILLIS);
        connection
                .<Long>runKnown(CounterScripts.BEAT, ScriptOutputType.INTEGER, to.keys(), to.arguments())
                .thenAccept(count -> {
                    gateways = (int) Math.max(1, Math.min(Integer.MAX_VALUE, count));
                    counted.complete(null);
                });
    }

    /** Says what is still held, each subject once; completes when Redis knows. */
    CompletableFuture<Void> touch() {
        Map<String, String> tags = new LinkedHashMap<>();
        holds.each(hold -> hold.parts().forEach(part -> tags.put(part.tag() + keys.subject(part.who()), part.tag())));
        Arguments to = new Arguments().add(options.clock().given());
        List<CompletableFuture<?>> told = new ArrayList<>(1);
        int count = 0;
        for (Map.Entry<String, String> each : tags.entrySet()) {
            to.key(each.getKey().substring(each.getValue().length())).add(each.getValue());
            if (++count % MOST_AT_ONCE == 0 || count == tags.size()) {
                told.add(
                        connection.runKnown(CounterScripts.TOUCH, ScriptOutputType.INTEGER, to.keys(), to.arguments()));
                to = new Arguments().add(options.clock().given());
            }
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new));
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "redis-counters");
        thread.setDaemon(true);
        return thread;
    }
}
