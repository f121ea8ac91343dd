package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.core.config.Verdict;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The command that looks into caches and empties them, as a process of its own, against a gateway that has answered.
 */
final class CacheCommandTest {

    private static final String PASSWORD = "one-time-password";
    private static final String BODY = "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
            + "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}],"
            + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}";
    private static final String OK =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + BODY.length() + "\r\n\r\n" + BODY;

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> audit = new ListAppender<>();
    private ScriptedUpstream provider;
    private Assembly gateway;

    @BeforeEach
    void start() throws IOException {
        provider = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.send(OK);
            }
        });
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 2, drain_timeout: 1s }
                admin: { listen: "127.0.0.1:0" }
                log: { access: none }
                tenants: [ { id: acme }, { id: zoo } ]
                auth:
                  keys: [ { id: ci, value: %s, tenant: acme }, { id: zoo, value: zoo-key-0123456789, tenant: zoo } ]
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" } ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                prices: { models: { m: { input: 1, output: 2 } } }
                cache: { exact: { enabled: true, max_bytes: 67108864 } }
                """.formatted(Traffic.KEY, provider.port()));
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        gateway = Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), PASSWORD);
        audit.start();
        // Tests are silent otherwise.
        auditLog().setLevel(Level.INFO);
        auditLog().addAppender(audit);
    }

    private static Logger auditLog() {
        return (Logger) LoggerFactory.getLogger("sluice.audit");
    }

    @AfterEach
    void stop() {
        auditLog().detachAppender(audit);
        auditLog().setLevel(null);
        gateway.close();
        provider.close();
    }

    @Test
    void tellsWhatIsKeptAndWhatItSavedAndDropsIt() throws Exception {
        ask(Traffic.KEY, "one", 3);
        ask(Traffic.KEY, "two", 1);
        ask("zoo-key-0123456789", "one", 1);

        // A miss is counted before it is answered, a request when all is that it did.
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        Scrape.of(gateway.adminUrl()).sum("sluice_http_server_request_duration_seconds_count") == 5);
        Scrape scrape = Scrape.of(gateway.adminUrl());
        assertThat(scrape.sum("modelgate_cache_misses_total")).isEqualTo(3);
        assertThat(scrape.sum("modelgate_cache_hits_total", "tenant_id=\"acme\""))
                .isEqualTo(2);
        assertThat(scrape.sum("cache_hits_total", "cache_name=\"exact\"")).isEqualTo(2);
        assertThat(scrape.sum("modelgate_cache_tokens_saved_total")).isEqualTo(24);
        assertThat(scrape.sum("modelgate_cache_cost_saved_usd_total")).isEqualTo(0.000_034);
        assertThat(scrape.sum("modelgate_cost_usd_total")).isEqualTo(0.000_051);
        assertThat(scrape.sum("modelgate_cache_entries", "tenant_id=\"acme\"")).isEqualTo(2);

        String stats = out(cache("stats"));
        assertThat(stats).containsPattern("exact +3 +\\d+ +67108864 +2 +3 +0");
        assertThat(stats).containsPattern("semantic +0 +0 +off");
        assertThat(stats).containsPattern("acme +2 +2 +2 +24 +0\\.000034");
        assertThat(stats).containsPattern("\\(all\\) +3 +2 +3 +24 +0\\.000034");
        assertThat(out(cache("purge", "--tenant", "acme", "--model", "m"))).isEqualTo("2 entries are dropped");
        assertThat(out(cache("purge", "--all"))).isEqualTo("1 entries are dropped");
        assertThat(audit.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "admin purged 2 cache entries: tenant acme, model m", "admin purged 1 cache entries: all");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertRefusal(cache("purge"), "say which: tenant, model, key, entry, or all");
        assertRefusal(cache("purge", "--entry", "xyz"), "entry: must be 16 hexadecimal digits");
        assertRefusal(cache("purge", "--all", "--tenant", "acme"), "all: must be true, and stand alone");
    }

    private void ask(String key, String words, int times) throws IOException {
        String request = Chat.post("Authorization: Bearer " + key + "\r\n", Chat.asking("m", words));
        for (int i = 0; i < times; i++) {
            try (RawClient client = new RawClient(gateway.dataPort())) {
                assertThat(client.send(request).answer().status()).isEqualTo(200);
            }
        }
    }

    private ChildProcess cache(String... arguments) {
        List<String> command = new ArrayList<>(List.of("cache"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--admin-url", gateway.adminUrl()));
        return ChildProcess.gateway(folder, Map.of(AdminClient.PASSWORD, PASSWORD), command.toArray(String[]::new));
    }

    private static String out(ChildProcess command) throws InterruptedException {
        try (command) {
            assertThat(command.exitCode()).as(command.err().toString()).isZero();
            return String.join("\n", command.out());
        }
    }

    private static void assertRefusal(ChildProcess command, String message) throws InterruptedException {
        try (command) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(String.join("\n", command.err())).contains(message).doesNotContain("\tat ");
        }
    }
}
