package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;
import static dev.sluice.core.store.redis.RedisConnection.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Pass;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class RedisConnectionTest {

    private static final Script ECHO = Script.of("return ARGV[1]");

    @TempDir
    Path folder;

    private RealRedis redis;
    private RedisConnection connection;

    @BeforeEach
    void connect() {
        redis = RealRedis.start(folder);
        connection = RedisConnection.open(settings(redis.url()));
    }

    @AfterEach
    void close() {
        connection.close();
        redis.close();
    }

    static StoreSettings.Redis settings(String url) {
        return new StoreSettings.Redis(
                new Secret(url),
                "sluice",
                null,
                new StoreSettings.WhenUnreachable(Pass.OPEN, Pass.OPEN, Pass.OPEN, Pass.CLOSED, Pass.CLOSED));
    }

    @Test
    void runsAScriptThatRedisDoesNotKnowYetOrNoMore() {
        assertThat(echo("one")).isEqualTo("one");
        redis.command("SCRIPT", "FLUSH");
        assertThat(echo("two")).isEqualTo("two");
        assertThat(connection.connections()).isEqualTo(2);
    }

    @Test
    void hearsWhatIsToldOnAChannelAlsoAfterRedisWasRestarted() {
        List<String> heard = new CopyOnWriteArrayList<>();
        connection.await(connection.listen("news", heard::add));
        redis.command("PUBLISH", "news", "first");
        await().atMost(60, TimeUnit.SECONDS).until(() -> heard.contains("first"));

        redis.kill();
        redis.restart();

        await().atMost(60, TimeUnit.SECONDS).until(() -> {
            redis.command("PUBLISH", "news", "second");
            return heard.contains("second");
        });
    }

    @Test
    void tellsThatRedisWasFlushed() {
        String before = connection.generation();

        redis.command("FLUSHALL");

        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> !connection.generation().equals(before));
        assertThat(before).isNotEmpty();
    }

    @Test
    void refusesAtOnceWhileRedisIsAwayAndComesBackByItselfAsAnother() {
        String before = connection.generation();

        redis.kill();
        await().atMost(60, TimeUnit.SECONDS).until(() -> !connection.reachable());
        assertThatThrownBy(() -> connection.await(
                        connection.runKnown(ECHO, ScriptOutputType.VALUE, new String[] {"k"}, bytes("lost"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Redis at 127.0.0.1:" + redis.port());

        redis.restart();
        await().atMost(60, TimeUnit.SECONDS).until(connection::reachable);
        assertThat(echo("back")).isEqualTo("back");
        assertThat(connection.generation()).isNotEqualTo(before);
    }

    @Test
    void noticesThatRedisIsPausedAndThatItGoesOn() {
        String before = connection.generation();

        redis.pause();
        await().atMost(60, TimeUnit.SECONDS).until(() -> !connection.reachable());
        redis.resume();

        await().atMost(60, TimeUnit.SECONDS).until(connection::reachable);
        assertThat(echo("on")).isEqualTo("on");
        assertThat(connection.generation()).isEqualTo(before);
    }

    @Test
    void saysWhatIsInTheWayWhenItCannotConnect() {
        redis.command("CONFIG", "SET", "requirepass", "sesame");
        String address = "127.0.0.1:" + redis.port();

        assertRefused("redis://" + address, address, "NOAUTH", "correct user and password in store.url");
        assertRefused("redis://:wrong@" + address, address, "WRONGPASS", "correct user and password in store.url");
        assertRefused("rediss://:sesame@" + address, address);
        RedisConnection.open(settings("redis://:sesame@" + address + "/3")).close();
        redis.kill();
        assertRefused("redis://:sesame@" + address, address, "cannot be reached", "start it, or correct store.url");
    }

    @Test
    void asksAgainWhereTheConnectionEndsWithoutAReason() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread closing = new Thread(() -> {
                while (!mute.isClosed()) {
                    try (Socket socket = mute.accept()) {
                        connections.incrementAndGet();
                        // What is closed with something unread is reset: read what a client says first.
                        socket.getInputStream().read(new byte[4096]);
                    } catch (IOException e) {
                        // It ends when the server does.
                    }
                }
            });
            closing.setDaemon(true);
            closing.start();

            assertRefused("redis://127.0.0.1:" + mute.getLocalPort(), "cannot be reached");
        }
        // Three times; and what was over before the client had looked is tried again by itself, up to five times each.
        assertThat(connections).hasValueBetween(3, 3 * 6);
    }

    @Test
    void saysThatAReplicaIsNoPlaceToWriteTo() {
        redis.command("REPLICAOF", "127.0.0.1", "1");

        assertRefused(redis.url(), "READONLY", "name the master");
    }

    @Test
    void endsOnceAndForAll() {
        connection.close();
        connection.close();

        assertThatThrownBy(() -> connection.commands()).hasMessage("the store is closed");
        assertThat(connection.reachable()).isFalse();
        assertThat(connection.connections()).isZero();
    }

    private static void assertRefused(String url, String... words) {
        assertThatThrownBy(() -> RedisConnection.open(settings(url)).close())
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContainingAny("sesame", "wrong@");
    }

    private String echo(String word) {
        byte[] answer =
                connection.await(connection.runKnown(ECHO, ScriptOutputType.VALUE, new String[] {"k"}, bytes(word)));
        return text(answer);
    }
}
