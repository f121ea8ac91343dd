package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.Verdict;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.store.Store;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.Midnight;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole gateway, with a real store and real journals, still knows of what was used after its end. */
final class KeptBooksTest {

    private static final long MILLI_USD = 1_000_000_000L;
    private static final String BODY = "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":100}}";
    private static final String OK =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + BODY.length() + "\r\n\r\n" + BODY;
    private static final String EVENT = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    private static final String BEGINNING = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            + "transfer-encoding: chunked\r\n\r\n" + Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n";

    @TempDir
    Path folder;

    private ScriptedUpstream provider;
    private Foundations foundations;
    private Assembly gateway;

    @BeforeEach
    void start() throws IOException {
        Midnight.keepAway();
        provider = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                if (connection.lastRequest().contains("\"stream\":true")) {
                    connection.send(BEGINNING);
                    connection.awaitProceed();
                } else {
                    connection.send(OK);
                }
            }
        });
        open(folder.resolve("first"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
    }

    private void open(Path home) throws IOException {
        Files.createDirectories(home);
        Path file = home.resolve("gateway.yaml");
        Files.writeString(file, """
                server: { listen: "127.0.0.1:0", event_loops: 2, drain_timeout: 1s }
                admin: { listen: "127.0.0.1:0" }
                log: { access: none }
                store: { kind: sqlite, path: data/sluice.db }
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" } ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                prices: { models: { m: { input: 0, output: 10 } } }
                tenants: [ { id: acme, limits: { budget: { usd: 0.004, per: day } } } ]
                users: [ { id: ann, prepaid: true } ]
                auth:
                  mode: keys
                  keys:
                    - { id: k, value: secret, tenant: acme }
                    - { id: p, value: prepaid, user: ann }
                """.formatted(provider.port()));
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        foundations = ((Verdict.Accepted<Foundations>) verdict).value();
        gateway = Assembly.start(foundations, null);
    }

    private int ask(String key) throws IOException {
        String json = Chat.unary("m").replace("{\"model\"", "{\"max_tokens\":100,\"model\"");
        try (RawClient client = new RawClient(gateway.dataPort())) {
            return client.send(Chat.post("Authorization: Bearer " + key + "\r\n", json))
                    .answer()
                    .status();
        }
    }

    private UsageQuery.Row booked() {
        Store store = foundations.books().store();
        List<UsageQuery.Row> rows = new ArrayList<>();
        store.usage().sums(new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of()), 10, rows::add);
        return rows.get(0);
    }

    @Test
    void keepsWhatADayHasUsedOverARestart() throws IOException {
        assertThat(List.of(ask("secret"), ask("secret"), ask("secret"))).containsOnly(200);

        gateway.close();
        open(folder.resolve("first"));

        assertThat(booked().requests()).isEqualTo(3);
        assertThat(ask("secret")).isEqualTo(200);
        assertThat(ask("secret")).isEqualTo(429);
    }

    @Test
    void keepsBalancesOverARestart() throws IOException {
        foundations.books().store().ledger().credit("ann", 2 * MILLI_USD, "once", System.currentTimeMillis());
        gateway.close();
        open(folder.resolve("first"));
        assertThat(ask("prepaid")).isEqualTo(200);

        gateway.close();
        open(folder.resolve("first"));

        assertThat(foundations.books().meters().balance("ann")).isEqualTo(MILLI_USD);
        assertThat(ask("prepaid")).isEqualTo(200);
        assertThat(ask("prepaid")).isEqualTo(402);
    }

    @Test
    void knowsAfterAnEndWithoutWarningWhatWasSettled() throws IOException {
        assertThat(List.of(ask("secret"), ask("secret"))).containsOnly(200);
        // Who has the answer knows nothing of the books yet.
        TestGateway.await(() -> booked().requests() == 2);
        try (RawClient waiting = new RawClient(gateway.dataPort())) {
            String json = Chat.stream("m").replace("{\"model\"", "{\"max_tokens\":100,\"model\"");
            waiting.send(Chat.post("Authorization: Bearer secret\r\n", json)).until("data:");
            copy(folder.resolve("first/data"), folder.resolve("second/data"));
        }
        gateway.close();

        open(folder.resolve("second"));

        // What was under way was never observed: it is in the books, and has used nothing.
        assertThat(booked().requests()).isEqualTo(3);
        assertThat(booked().picoDollars()).isEqualTo(BigInteger.valueOf(2 * MILLI_USD));
        assertThat(List.of(ask("secret"), ask("secret"), ask("secret"))).containsExactly(200, 200, 429);
    }

    /** As a process that is killed leaves it. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : files.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else if (!each.toString().endsWith("-shm")) {
                    Files.copy(each, target);
                }
            }
        }
    }

    @Test
    void listsWhatIsLeftOfOneFolderForItsOwnDatabaseOnly() {
        assertThat(folder.resolve("first/data/journal/sluice.db")).isDirectory();
        TestGateway.await(
                () -> folder.resolve("first/data/journal/sluice.db").toFile().list().length >= 2);
    }
}
