package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.core.config.Verdict;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What an operator finds in the log: a line for each change, none for each request. */
final class DiagnosticsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    private static final String DOWN = "HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\n{}";

    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.sluice");
    private ScriptedUpstream provider;
    private Assembly gateway;
    private volatile boolean down = true;

    @BeforeEach
    void listen() throws IOException {
        provider = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.send(down ? DOWN : OK);
            }
        });
        appender.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setLevel(null);
        gateway.close();
        provider.close();
    }

    private void start(String resilience) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 1, drain_timeout: 7s }
                admin: { listen: "127.0.0.1:0" }
                auth: { mode: open }
                log: { access: none }
                store: { kind: memory }
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" } ]
                models: [ { name: m, targets: [ { provider: up, model: own } ] } ]
                resilience: { attempts: 1, %s }
                """.formatted(provider.port(), resilience));
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        gateway = Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), "one-time-password");
    }

    private int chat() throws IOException {
        try (RawClient client = new RawClient(gateway.dataPort())) {
            return client.send(Chat.post(Chat.unary("m"))).answer().status();
        }
    }

    /** These lines and no others. */
    private void expect(String... expected) {
        await().untilAsserted(() -> assertThat(lines).containsExactly(expected));
    }

    @Test
    void tellsOfABreakerThatOpensAndCloses() throws IOException {
        start("breaker: { failures: 3, open: 1ms }");
        for (int i = 0; i < 3; i++) {
            assertThat(chat()).isEqualTo(500);
        }
        expect("WARN provider up: the breaker of own opened: 3 failures in a row");
        await().until(() -> chat() == 500);
        down = false;
        await().until(() -> chat() == 200);
        assertThat(chat()).isEqualTo(200);

        expect(
                "WARN provider up: the breaker of own opened: 3 failures in a row",
                "INFO provider up: the breaker of own closed");
    }

    @Test
    void tellsOfABreakerThatOpensAtARate() throws IOException {
        start("breaker: { failure_rate: 0.5, of: 4, window: 30s }");
        for (int i = 0; i < 4; i++) {
            chat();
        }

        expect("WARN provider up: the breaker of own opened: at least 50 % of the attempts in 30 s failed");
    }

    @Test
    void tellsOfAModelThatIsGoneAndOfItsReturn() throws IOException {
        start("health: { probe_interval: 1s }");
        expect("WARN provider up: own is gone: 2 probes in a row failed");
        down = false;

        expect("WARN provider up: own is gone: 2 probes in a row failed", "INFO provider up: own is back");
    }

    @Test
    void tellsOfItsDrainAndItsStopOnce() throws IOException {
        start("retry_on: [ connect ]");
        gateway.close();
        gateway.close();

        expect("INFO draining: requests under way have 7 s to end", "INFO stopped");
    }

    @Test
    void tellsOnceOfAPeerThatTriesWrongLogins() throws Exception {
        start("retry_on: [ connect ]");
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/api/v1/providers"))
                .header("Authorization", "Bearer guessed")
                .build();
        HttpResponse<String> last = null;
        for (int i = 0; i < 12; i++) {
            last = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        }

        assertThat(last.statusCode()).isEqualTo(429);
        expect("WARN admin port: 10 logins from 127.0.0.1 were wrong: it has to wait up to a minute");
    }
}
