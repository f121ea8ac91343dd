package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.time.Ticker;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.ScriptOutputType;
import java.net.SocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Redis each second who it is: whether it answers, and whether it is still the one with what was written. While it
 * does not answer it is asked more often, and after some seconds over a new connection. Thread-safe; a thread of its
 * own.
 */
final class Pulse implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final long CALM_MILLIS = 1_000;
    private static final long ANXIOUS_MILLIS = 100;
    static final long PATIENCE_MILLIS = 1_000;

    /** For how long a silence that somebody has met may yet turn out to be none. */
    private static final long DOUBT_MILLIS = 200;

    private static final int SILENT_UNTIL_RECONNECT = 3;

    private static final Script ASK = Script.of("""
            redis.call('SET', KEYS[1], ARGV[1], 'NX')
            local server = redis.call('INFO', 'server')
            return {redis.call('GET', KEYS[1]), string.match(server, 'run_id:(%w+)')}
            """);

    private final Client client;
    private final RedisKeys keys;
    private final Complaint complaint;
    private final Patience patience;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Pulse::thread);
    private volatile boolean reachable = true;

    /** How many it has been given, so that the silence before one is not held against the next. */
    private final LongAdder answers = new LongAdder();

    private volatile boolean suspected;
    private volatile String generation = "";
    private volatile boolean closed;

    /** The thread's own: when it asks again. */
    private @Nullable ScheduledFuture<?> next;

    /** The thread's own: how often it was not answered, and how often of those only because it took too long. */
    private int missed;

    private int silent;

    /** The thread's own: whether it asks already. */
    private boolean asking;

    /** @param patienceMillis for how long an answer is waited for */
    Pulse(Client client, RedisKeys keys, Complaint complaint, long patienceMillis) {
        this.client = client;
        this.keys = keys;
        this.complaint = complaint;
        // What others are answered says nothing of the connection that is asked.
        this.patience = new Patience(Ticker.SYSTEM, client.readers()::execute, answers::sum, patienceMillis);
    }

    /** Asks for the first time, and from then on by itself; fails with what Lettuce fails with. */
    CompletableFuture<Void> first() {
        client.connection().addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                soon();
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                reachable = false;
                soon();
            }
        });
        return ask().thenAccept(answer -> {
            generation = generation(answer);
            onThread(() -> later(CALM_MILLIS));
        });
    }

    /** Asks who it is now. */
    CompletableFuture<Void> refresh() {
        return ask().thenAccept(answer -> generation = generation(answer));
    }

    boolean reachable() {
        return reachable;
    }

    String generation() {
        return generation;
    }

    /** It seems to be away: asks at once, and takes it for that where nothing is heard for a moment more. */
    void suspect() {
        if (reachable && !suspected) {
            suspected = true;
            soon();
            onThread(() -> thread.schedule(this::judge, DOUBT_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /** It has answered somebody. */
    void heard() {
        if (suspected) {
            suspected = false;
        }
    }

    private void judge() {
        if (suspected) {
            reachable = false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
    }

    private void soon() {
        onThread(() -> later(0));
    }

    private void onThread(Runnable task) {
        if (!closed) {
            try {
                thread.execute(task);
            } catch (RejectedExecutionException e) {
                LOG.debug("closed meanwhile", e);
            }
        }
    }

    private void later(long millis) {
        if (next != null) {
            next.cancel(false);
        }
        if (!closed) {
            next = thread.schedule(this::beat, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void beat() {
        if (!asking) {
            asking = true;
            CompletableFuture<List<Object>> asked = ask();
            asked.whenComplete((answer, failure) -> onThread(() -> answered(answer, failure)));
            patience.bound(asked, () -> {});
        }
    }

    private void answered(@Nullable List<Object> answer, @Nullable Throwable failure) {
        asking = false;
        if (answer != null) {
            answers.increment();
            present(generation(answer));
            later(CALM_MILLIS);
        } else {
            missed(failure == null ? new TimeoutException() : failure);
            later(ANXIOUS_MILLIS);
        }
    }

    private void present(String now) {
        if (missed > 0) {
            LOG.info("Redis at {} answers again", complaint.where());
        }
        if (!now.equals(generation)) {
            LOG.warn("Redis at {} was restarted or flushed, or another took over", complaint.where());
        }
        missed = 0;
        silent = 0;
        generation = now;
        suspected = false;
        reachable = true;
    }

    private void missed(Throwable failure) {
        reachable = false;
        if (missed++ == 0) {
            LOG.warn(complaint.of(failure).getMessage());
        }
        if (failure instanceof TimeoutException && ++silent % SILENT_UNTIL_RECONNECT == 0) {
            client.reconnect();
        }
    }

    private CompletableFuture<List<Object>> ask() {
        try {
            return client.commands()
                    .<List<Object>>eval(
                            ASK.source(),
                            ScriptOutputType.MULTI,
                            new String[] {keys.generation()},
                            UUID.randomUUID().toString().getBytes(UTF_8))
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String generation(List<Object> answer) {
        StringBuilder generation = new StringBuilder();
        for (Object part : answer) {
            generation
                    .append(part instanceof byte[] bytes ? new String(bytes, UTF_8) : part)
                    .append('/');
        }
        return generation.toString();
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "redis-pulse");
        thread.setDaemon(true);
        return thread;
    }
}
