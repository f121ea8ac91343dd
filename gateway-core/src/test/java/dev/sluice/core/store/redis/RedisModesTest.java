package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisStoreTest.account;
import static dev.sluice.core.store.redis.RedisStoreTest.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.kept.Answers;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.LedgerContract;
import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The store in a cluster, with sentinels, and over TLS. */
@Execution(ExecutionMode.CONCURRENT)
final class RedisModesTest {

    @TempDir
    Path temporary;

    private final List<RealRedis> running = new ArrayList<>();

    @AfterEach
    void close() {
        running.forEach(RealRedis::close);
    }

    @Test
    void keepsEverythingInAClusterOfThreeNodes() {
        List<RealRedis> nodes = cluster();

        try (RedisStore store = open("redis-cluster://127.0.0.1:" + port(nodes.get(1)), null)) {
            useIt(store);
            assertThat(store.connections()).isEqualTo(2);
        }
    }

    @Test
    void sharesAnswersOverAllNodesOfACluster() {
        List<RealRedis> nodes = cluster();
        Clock clock = Clock.systemUTC();
        try (RedisStore one = open("redis-cluster://127.0.0.1:" + port(nodes.get(0)), null);
                RedisStore other = open("redis-cluster://127.0.0.1:" + port(nodes.get(1)), null)) {
            DistantCache from = one.answers(Answers.hand(clock)::purge, clock, 30_000);
            ExactCache hand = Answers.hand(clock);
            DistantCache to = other.answers(hand::purge, clock, 30_000);
            List<Question> questions = IntStream.range(0, 60)
                    .mapToObj(i -> Answers.question(i % 2 == 0 ? "acme" : "other", "gpt", i))
                    .toList();
            questions.forEach(each -> from.store(
                    each, Answers.entry(each, clock, 600_000), Controls.NONE, Answers.settings(true, false, 1 << 20)));

            for (Question each : questions) {
                await().atMost(60, TimeUnit.SECONDS).until(() -> found(to, each).isPresent());
                hand.store(found(to, each).orElseThrow().entry());
            }
            assertThat(nodes)
                    .allSatisfy(
                            node -> assertThat(node.answer("KEYS", "*cache:*")).contains("{sluice:cache:"));

            assertThat(from.purge(new Purge("acme", null, null, null)).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(60))
                    .isEqualTo(30L);
            assertThat(questions)
                    .allSatisfy(each -> assertThat(found(to, each).isPresent())
                            .isEqualTo(each.asker().tenant().equals("other")));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> questions.stream()
                            .allMatch(each -> (hand.find(each.key().exact(), Long.MAX_VALUE) != null)
                                    == each.asker().tenant().equals("other")));
        }
    }

    private static Optional<Found> found(DistantCache in, Question question) {
        return in.find(question, Long.MAX_VALUE).toCompletableFuture().join();
    }

    @Test
    void givesUpConnectionsToNodesOfAClusterThatAnswerNothing() {
        List<RealRedis> nodes = cluster();
        try (RedisConnection connection =
                RedisConnection.open(RedisConnectionTest.settings("redis-cluster://127.0.0.1:" + port(nodes.get(1))))) {
            nodes.forEach(RealRedis::pause);
            CompletableFuture<byte[]> asked =
                    connection.commands().get("{sluice}:balances").toCompletableFuture();

            await().atMost(60, TimeUnit.SECONDS).until(asked::isDone);
            nodes.forEach(RealRedis::resume);

            assertThat(asked).isCompletedExceptionally();
            await().atMost(60, TimeUnit.SECONDS).until(connection::reachable);
        }
    }

    @Test
    void followsTheMasterThatSentinelsChoose() throws IOException {
        RealRedis master = start("master", "--repl-diskless-sync-delay", "0");
        RealRedis replica = start("replica", "--replicaof", "127.0.0.1 " + master.port());
        RealRedis sentinel = sentinel(master);
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> sentinel.command("SENTINEL", "REPLICAS", "main").startsWith("*1"));

        try (RedisStore store = open("redis-sentinel://127.0.0.1:" + sentinel.port() + "#main", null)) {
            useIt(store);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() ->
                            replica.command("EXISTS", "{sluice:accounts}:rows").equals(":1"));
            // Not before: a master that is slow for a second would be taken for dead.
            assertThat(sentinel.command("SENTINEL", "SET", "main", "down-after-milliseconds", "1000"))
                    .isEqualTo("+OK");
            master.kill();

            await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
                Rows.save(store, List.of(account("after", 1)));
                return true;
            });
            assertThat(store.accounts()).contains(account("bob", 1), account("after", 1));
            assertThat(replica.command("EXISTS", "{sluice:accounts}:rows")).isEqualTo(":1");
        }
    }

    @Test
    void trustsTheCertificatesOfItsFileAndNoOthers() throws Exception {
        Path ca = certificate();
        RealRedis redis = start(
                "tls",
                "--tls-port",
                "0",
                "--tls-cert-file",
                ca.toString(),
                "--tls-key-file",
                temporary.resolve("key.pem").toString(),
                "--tls-ca-cert-file",
                ca.toString(),
                "--tls-auth-clients",
                "no");
        int port = tlsPort(redis);

        try (RedisStore store = open("rediss://localhost:" + port, ca)) {
            useIt(store);
        }
        assertThatThrownBy(() -> open("rediss://localhost:" + port, null).close())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("see store.ca");
    }

    /** Has it listen for TLS. Another program may take the port meanwhile: then it is tried with another one. */
    private static int tlsPort(RealRedis redis) {
        for (int attempt = 0; ; attempt++) {
            int port = RealRedis.freePort();
            String answer = redis.command("CONFIG", "SET", "tls-port", Integer.toString(port));
            if (answer.equals("+OK")) {
                return port;
            }
            assertThat(attempt).as(answer).isLessThan(4);
        }
    }

    private static void useIt(RedisStore store) {
        Rows.save(store, List.of(account("bob", 1)));
        saved(store.saveResponseHome(new ResponseHome(new ResponseHome.Id("bob", "r"), "openai", "k", 1)));
        List<Entry> entries = List.of(
                LedgerContract.entry(1, LedgerContract.NOW, "bob", 5, true),
                LedgerContract.entry(2, LedgerContract.NOW + LedgerContract.DAY, "eve", 5, false));
        store.ledger().fold(entries);
        store.ledger().fold(entries);

        assertThat(store.accounts()).containsExactly(account("bob", 1));
        assertThat(store.ledger().balance("bob")).isEqualTo(-5);
        assertThat(store.ledger().credit("bob", 7, "k", 1).balance()).isEqualTo(2);
        assertThat(store.ledger().credits("bob", Long.MAX_VALUE, 10)).hasSize(1);
        assertThat(store.usage().entries(LedgerContract.all(), null, 10)).isEqualTo(entries);
        List<Object> used = Collections.synchronizedList(new ArrayList<>());
        store.ledger().used(LedgerContract.NOW, used::add);
        assertThat(used).isNotEmpty();
        assertThat(store.responseHome(new ResponseHome.Id("bob", "r"))
                        .toCompletableFuture()
                        .join())
                .isPresent();
        assertThat(store.usage().prune(LedgerContract.NOW + LedgerContract.HOUR, 10))
                .isEqualTo(1);
    }

    private static RedisStore open(String url, @Nullable Path ca) {
        StoreSettings.Redis plain = RedisConnectionTest.settings(url);
        StoreSettings.Redis settings =
                new StoreSettings.Redis(new Secret(url), plain.prefix(), ca, plain.whenUnreachable());
        return OneRedis.open(settings, QueryListener.SILENT);
    }

    private List<RealRedis> cluster() {
        List<RealRedis> nodes = List.of(node(0, 5460), node(5461, 10922), node(10923, 16383));
        for (RealRedis node : nodes) {
            node.command("CLUSTER", "MEET", "127.0.0.1", port(nodes.get(0)), busPort(nodes.get(0)));
        }
        await().atMost(60, TimeUnit.SECONDS).until(() -> nodes.stream().allMatch(RedisModesTest::isWhole));
        return nodes;
    }

    private RealRedis node(int firstSlot, int lastSlot) {
        RealRedis node = start("node" + firstSlot, "--cluster-enabled", "yes", "--cluster-port", RealRedis.ANY_PORT);
        node.command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(firstSlot), Integer.toString(lastSlot));
        return node;
    }

    private static boolean isWhole(RealRedis node) {
        return node.answer("CLUSTER", "INFO").contains("cluster_state:ok")
                && node.answer("CLUSTER", "INFO").contains("cluster_known_nodes:3");
    }

    private static String port(RealRedis node) {
        return Integer.toString(node.port());
    }

    private static String busPort(RealRedis node) {
        return node.answer("CONFIG", "GET", "cluster-port").split("\r\n")[4];
    }

    private RealRedis sentinel(RealRedis master) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("sentinel"));
        Path file = Files.writeString(folder.resolve("sentinel.conf"), """
                sentinel monitor main 127.0.0.1 %d 1
                sentinel down-after-milliseconds main 60000
                sentinel failover-timeout main 10000
                """.formatted(master.port()));
        RealRedis sentinel = RealRedis.start(folder, List.of(file.toString(), "--sentinel"));
        running.add(sentinel);
        return sentinel;
    }

    private RealRedis start(String name, String... options) {
        try {
            RealRedis redis = RealRedis.start(Files.createDirectory(temporary.resolve(name)), options);
            running.add(redis);
            return redis;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A certificate that signs itself, for localhost, and its key beside it. */
    private Path certificate() throws Exception {
        Path store = temporary.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> words = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", "a", "-keyalg", "EC"));
        words.addAll(List.of("-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype", "PKCS12"));
        words.addAll(List.of("-storepass", "changeit", "-keystore", store.toString()));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        KeyStore made = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        pem("key.pem", "PRIVATE KEY", made.getKey("a", "changeit".toCharArray()).getEncoded());
        return pem("cert.pem", "CERTIFICATE", made.getCertificate("a").getEncoded());
    }

    private Path pem(String name, String what, byte[] bytes) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        String text = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, base64);
        return Files.writeString(temporary.resolve(name), text);
    }
}
