package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.cache.Purge;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.store.redis.RealRedis;
import dev.sluice.metrics.admin.ReloadOutcome;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whole gateways know of answers: after a restart, and of each other's. */
final class KeptAnswersTest {

    private static final String BODY =
            "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
                    + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";
    private static final String OK =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + BODY.length() + "\r\n\r\n" + BODY;

    /** All questions say the same. */
    private static final String VECTOR =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 39\r\n\r\n"
                    + "{\"data\":[{\"embedding\":[0.6,0.8,0.01]}]}";

    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private final List<Assembly> gateways = new ArrayList<>();
    private ScriptedUpstream provider;

    @BeforeEach
    void start() {
        provider = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                asked.incrementAndGet();
                connection.send(connection.lastHead().contains("/v1/embeddings") ? VECTOR : OK);
            }
        });
    }

    @AfterEach
    void stop() {
        gateways.forEach(Assembly::close);
        provider.close();
    }

    @Test
    void areGivenAgainAfterARestart() throws IOException {
        String store = "{ kind: sqlite, path: data/sluice.db }";
        Assembly first = open("one", store, "exact: { enabled: true, keep: true }");
        assertThat(chat(first)).isEqualTo("miss");
        assertThat(chat(first)).isEqualTo("hit");
        first.close();

        Assembly second = open("one", store, "exact: { enabled: true, keep: true }");

        patiently().until(() -> chat(second).equals("hit"));
        int before = asked.get();
        assertThat(chat(second)).isEqualTo("hit");
        assertThat(asked).hasValue(before);
    }

    @Test
    void areRemovedWhenTheyAreNotToBeKeptAnyMore() throws IOException {
        String store = "{ kind: sqlite, path: data/sluice.db }";
        Assembly gateway = open("one", store, "exact: { enabled: true, keep: true }");
        chat(gateway);
        Path file = folder.resolve("one/data/sluice.db.answers");
        patiently().until(() -> Files.exists(file));

        configure("one", store, "exact: { enabled: true }");
        assertThat(gateway.reload()).isInstanceOf(ReloadOutcome.Applied.class);

        patiently().until(() -> Files.notExists(file));
        assertThat(chat(gateway)).isEqualTo("hit");
    }

    @Test
    void areSharedThroughRedisAndNotMissedWhileItIsAway() throws IOException {
        try (RealRedis redis = RealRedis.start(Files.createDirectories(folder.resolve("redis")))) {
            String store = "{ kind: redis, url: \"" + redis.url() + "\", path: data/gateway }";
            Assembly one = open("one", store, "exact: { enabled: true }, shared: true");
            Assembly other = open("other", store, "exact: { enabled: true }, shared: true");
            chat(one);
            // Each is asked until it has the answer from the other or, on a slow machine, from the provider.
            patiently().until(() -> redis.answer("KEYS", "{sluice:cache:*").startsWith("*1"));
            patiently().until(() -> chat(other).equals("hit"));

            redis.kill();
            assertThat(chat(other)).isEqualTo("hit");
            assertThat(chat(one, "something else")).isEqualTo("miss");
            assertThat(chat(one, "something else")).isEqualTo("hit");
        }
    }

    @Test
    void ofSimilarQuestionsArePurgedByOtherGatewaysToo() throws IOException {
        try (RealRedis redis = RealRedis.start(Files.createDirectories(folder.resolve("redis")))) {
            String store = "{ kind: redis, url: \"" + redis.url() + "\", path: data/gateway }";
            String cache = "exact: { enabled: true }, shared: true,"
                    + " semantic: { enabled: true, deadline: 10s, embeddings: { provider: up, model: e } }";
            Assembly other = open("other", store, cache);
            AtomicInteger number = new AtomicInteger();
            patiently()
                    .until(() ->
                            chat(other, "hello " + number.incrementAndGet()).startsWith("semantic"));

            try (Foundations one = foundations("one", store, cache)) {
                one.caches().caches().purge(Purge.ALL).toCompletableFuture().join();
            }

            patiently()
                    .until(() ->
                            chat(other, "hello " + number.incrementAndGet()).equals("miss"));
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(60, TimeUnit.SECONDS);
    }

    private Path configure(String name, String store, String cache) throws IOException {
        return Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 2, drain_timeout: 1s }
                admin: { listen: "127.0.0.1:0" }
                log: { access: none }
                store: %s
                cache: { %s }
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" } ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                auth: { mode: keys, keys: [ { id: k, value: secret } ] }
                """.formatted(
                        store, cache, provider.port()));
    }

    private Assembly open(String name, String store, String cache) throws IOException {
        Assembly gateway = Assembly.start(foundations(name, store, cache), null);
        gateways.add(gateway);
        return gateway;
    }

    private Foundations foundations(String name, String store, String cache) throws IOException {
        Verdict<Foundations> verdict = Foundations.open(configure(name, store, cache), ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted<Foundations>) verdict).value();
    }

    private static String chat(Assembly gateway) throws IOException {
        return chat(gateway, "hello");
    }

    /** What the cache says of it. */
    private static String chat(Assembly gateway, String words) throws IOException {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}";
        try (RawClient client = new RawClient(gateway.dataPort())) {
            Answer answer = client.send(Chat.post("Authorization: Bearer secret\r\n", body))
                    .answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(BODY);
            return String.valueOf(answer.header("x-sluice-cache"));
        }
    }
}
