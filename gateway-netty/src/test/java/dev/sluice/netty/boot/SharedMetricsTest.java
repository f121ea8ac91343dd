package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.config.Verdict;
import dev.sluice.core.store.redis.RealRedis;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scrapes of a whole gateway show of a real Redis that its limits are shared through. */
final class SharedMetricsTest {

    private static final String BODY = "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";
    private static final String OK =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + BODY.length() + "\r\n\r\n" + BODY;
    private static final String DECISIONS = "sluice_shared_limits_decisions_total";

    @TempDir
    Path folder;

    private RealRedis redis;
    private ScriptedUpstream provider;
    private Assembly gateway;

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.start(Files.createDirectories(folder.resolve("redis")));
        provider = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.send(OK);
            }
        });
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 2, drain_timeout: 1s }
                admin: { listen: "127.0.0.1:0" }
                log: { access: none }
                store:
                  kind: redis
                  url: "%s"
                  path: data/gateway
                  unreachable: { requests: open, tokens: open, concurrency: open, budgets: closed, credits: closed }
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" } ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                auth: { mode: keys, keys: [ { id: k, value: secret, limits: { requests_per_day: 100000 } } ] }
                """.formatted(redis.url(), provider.port()));
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        gateway = Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), null);
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
        redis.close();
    }

    @Test
    void tellOfItWhileItIsThereAndWhileItIsAway() throws IOException {
        patiently().until(() -> scrape().sum("sluice_shared_limits_reachable") == 1);
        ask(5);
        Scrape there = scrape();

        assertThat(there.sum("active_connections", "connection_type=\"redis\"")).isEqualTo(2);
        assertThat(there.sum("sluice_connections", "kind=\"redis\"", "state=\"active\""))
                .isEqualTo(2);
        assertThat(there.lines()).noneMatch(line -> line.contains("connection_type=\"db\""));
        assertThat(there.sum("sluice_shared_limits_gateways")).isEqualTo(1);
        assertThat(there.sum(DECISIONS)).isEqualTo(5);
        // A slow machine may have had an answer come too late.
        patiently().until(() -> scrape().sum("sluice_limits_failing") == 0);
        // Folded, nothing is held any more, and inserts are told of.
        patiently().until(() -> scrape().sum("sluice_shared_limits_holds") == 0);
        patiently().until(() -> scrape().sum("database_queries_total", "table=\"usage\"", "operation=\"insert\"") > 0);

        redis.kill();
        patiently().until(() -> scrape().sum("sluice_shared_limits_reachable") == 0);
        double alone = scrape().sum(DECISIONS, "by=\"gateway\"", "outcome=\"granted\"");
        ask(3);
        Scrape away = scrape();

        assertThat(away.sum(DECISIONS, "by=\"gateway\"", "outcome=\"granted\"")).isEqualTo(alone + 3);
        assertThat(away.sum("sluice_limits_failing", "kind=\"requests\"", "mode=\"open\""))
                .isEqualTo(1);
        assertThat(away.sum("sluice_limits_failing", "mode=\"closed\"")).isEqualTo(2);
        redis.restart();
        patiently().until(() -> scrape().sum("sluice_limits_failing") == 0);
    }

    private static ConditionFactory patiently() {
        return await().atMost(60, TimeUnit.SECONDS);
    }

    private Scrape scrape() {
        return Scrape.of(gateway.adminUrl());
    }

    private void ask(int times) throws IOException {
        try (RawClient client = new RawClient(gateway.dataPort())) {
            for (int i = 0; i < times; i++) {
                assertThat(client.send(Chat.post("Authorization: Bearer secret\r\n", Chat.unary("m")))
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
        }
    }
}
