package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.store.RedisUrl;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.time.Ticker;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Redis as this package speaks to it. Commands are sent in the order of the calls, without waiting for answers, which
 * complete on Lettuce's threads: what is then done is quick, and never blocks. Thread-safe.
 */
final class RedisConnection implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final Complaint complaint;
    private final Client client;
    private static final int TRIES = 3;

    private final Pulse pulse;
    private final LongAdder answers = new LongAdder();
    private volatile boolean closed;

    private RedisConnection(Complaint complaint, Client client, Pulse pulse) {
        this.complaint = complaint;
        this.client = client;
        this.pulse = pulse;
    }

    /**
     * Connects, and sees that Redis is there and may be written; blocks.
     *
     * @throws StoreException when it is not; the message says what to do
     */
    static RedisConnection open(StoreSettings.Redis settings) {
        return open(settings, Pulse.PATIENCE_MILLIS);
    }

    /**
     * As {@link #open(StoreSettings.Redis)}.
     *
     * @param patienceMillis after how long a silence Redis is taken to be away
     */
    static RedisConnection open(StoreSettings.Redis settings, long patienceMillis) {
        Complaint complaint = new Complaint(RedisUrl.parse(settings.url()).where());
        Client client = connect(settings, complaint);
        Pulse pulse = new Pulse(client, new RedisKeys(settings.prefix()), complaint, patienceMillis);
        RedisConnection connection = new RedisConnection(complaint, client, pulse);
        try {
            connection.await(connection.pulse.first());
        } catch (StoreException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Where the connection's end was seen before Redis' reason for it, which is a race, it is asked once more. */
    private static Client connect(StoreSettings.Redis settings, Complaint complaint) {
        for (int triesLeft = TRIES - 1; ; triesLeft--) {
            try {
                return Client.connect(settings);
            } catch (RuntimeException e) {
                if (triesLeft == 0 || !Complaint.isWithoutReason(e)) {
                    throw complaint.of(e);
                }
            }
        }
    }

    /** What can be sent. Throws a {@link StoreException} after the end. */
    RedisClusterAsyncCommands<String, byte[]> commands() {
        if (closed) {
            throw new StoreException("the store is closed");
        }
        return client.commands();
    }

    /** Runs a script, sent whole: in the order of all that is sent. For what is rare. */
    <T> CompletableFuture<T> run(Script script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        return commands().<T>eval(script.source(), type, keys, arguments).toCompletableFuture();
    }

    /**
     * Runs a script by its digest, for what is frequent; a Redis that does not know it yet is told, and what was sent
     * meanwhile may be done before.
     */
    <T> CompletableFuture<T> runKnown(Script script, ScriptOutputType type, String[] keys, byte[]... arguments) {
        return commands()
                .<T>evalsha(script.digest(), type, keys, arguments)
                .toCompletableFuture()
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    return cause instanceof RedisNoScriptException
                            ? run(script, type, keys, arguments)
                            : CompletableFuture.failedFuture(failure);
                })
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        heard();
                    }
                });
    }

    /** Whether Redis has answered lately, over a connection that is up. */
    boolean reachable() {
        return !closed && pulse.reachable();
    }

    /** Somebody has waited in vain: what is asked from now on is not to wait for the same until Redis answers again. */
    void suspect() {
        pulse.suspect();
    }

    /** It has answered somebody. */
    void heard() {
        answers.increment();
        pulse.heard();
    }

    /** For how long what is asked is waited for. */
    Patience patience(long millis) {
        return new Patience(Ticker.SYSTEM, client.readers()::execute, answers::sum, millis);
    }

    /**
     * Changes when what was written may be gone: Redis was restarted or flushed, or another took over. Empty before
     * anything is known.
     */
    String generation() {
        return pulse.generation();
    }

    /** Makes sure that what is told of generation and life is of now. */
    CompletionStage<Void> refresh() {
        return pulse.refresh();
    }

    /** Changes when what was written is gone altogether. */
    String life() {
        String now = generation();
        return now.substring(0, Math.max(0, now.indexOf('/')));
    }

    /** Calls back, on a Lettuce thread, when a message comes on a channel. Quick, and never throws. */
    CompletionStage<Void> listen(String channel, java.util.function.Consumer<String> to) {
        client.listening().addListener(new io.lettuce.core.pubsub.RedisPubSubAdapter<>() {
            @Override
            public void message(String on, byte[] message) {
                to.accept(new String(message, UTF_8));
            }
        });
        return client.listening().async().subscribe(channel);
    }

    /** Waits for an answer, within bounds; blocks. */
    <T> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while Redis was asked", e);
        } catch (ExecutionException | TimeoutException e) {
            throw complaint.of(e);
        }
    }

    /** What a command has failed with, in words. */
    StoreException failure(Throwable cause) {
        return closed ? new StoreException("the store is closed", cause) : complaint.of(cause);
    }

    int connections() {
        return closed ? 0 : client.open();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pulse.close();
            client.close();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static byte[] bytes(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
