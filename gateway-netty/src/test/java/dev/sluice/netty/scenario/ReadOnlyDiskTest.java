package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.core.journal.Holdings;
import dev.sluice.core.journal.Journals;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What becomes of a gateway under whose feet the disk cannot be written any more, and then can again. */
final class ReadOnlyDiskTest {

    private static final int SEGMENT = 64 * 1024;
    private static final int MORE_THAN_FITS = 5_000;

    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.sluice.core.journal");

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(appender);
    }

    private static String ready(TestGateway gateway) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            Answer answer = client.send(RawClient.get("/readyz")).answer();
            assertThat(answer.status()).isEqualTo(200);
            return new String(answer.body(), StandardCharsets.UTF_8);
        }
    }

    private static long booked(MemoryStore store) {
        List<UsageQuery.Row> rows = new ArrayList<>();
        store.usage().sums(new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of()), 10, rows::add);
        return rows.get(0).requests();
    }

    @Test
    void turnsPaidTrafficAwaySaysSoAndLosesNothing() throws IOException {
        Path journal = folder.resolve("journal");
        Path away = folder.resolve("away");
        try (MemoryStore store = new MemoryStore();
                ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    while (connection.readRequest()) {
                        connection.send(Limited.ANSWER);
                    }
                });
                TestGateway gateway = TestGateway.start(
                        TestGateway.routing(upstream.port(), Limited.key(", limits: { requests_per_day: 1000000 }")),
                        Journals.open(
                                journal,
                                new Journals.Options(2, SEGMENT, Duration.ofDays(90), Duration.ZERO, 0),
                                store.ledger(),
                                Clock.systemUTC(),
                                Holdings.NONE));
                RawClient client = new RawClient(gateway.port())) {
            assertThat(ready(gateway)).contains("ready");
            // New files cannot be made there, as on a disk that is full or read-only.
            Files.move(journal, away);

            int served = 0;
            Answer last = client.send(Limited.post(Limited.asking("m", 100))).answer();
            while (last.status() == 200 && served < MORE_THAN_FITS) {
                served++;
                last = client.send(Limited.post(Limited.asking("m", 100))).answer();
            }
            ErrorShape.require(last, 503, "journal_unavailable");
            assertThat(ready(gateway)).contains("degraded").contains("journal_unavailable");
            assertThat(gateway.server().state().ready()).isTrue();
            assertThat(gateway.server().state().trouble()).isEqualTo("journal_unavailable");
            TestGateway.await(() -> lines.stream().anyMatch(line -> line.startsWith("ERROR")));
            assertThat(lines).filteredOn(line -> line.startsWith("ERROR")).hasSize(1);

            Files.move(away, journal);
            TestGateway.await(() -> gateway.server().state().trouble() == null);
            assertThat(client.send(Limited.post(Limited.asking("m", 100)))
                            .answer()
                            .status())
                    .isEqualTo(200);
            int all = served + 1;
            TestGateway.await(() -> booked(store) == all);
            assertThat(ready(gateway)).contains("ready");
            assertThat(lines).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
        }
    }
}
