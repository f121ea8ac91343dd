package dev.sluice.core.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Together;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.kept.Answers;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.time.ManualTime;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that a gateway remembers over restarts, in a real file. */
final class SqliteAnswersTest {

    private static final CacheSettings KEPT = Answers.settings(false, true, 64 << 20);
    private static final CacheSettings FORGOTTEN = Answers.settings(false, false, 64 << 20);
    private static final long LONG = TimeUnit.HOURS.toMillis(1);

    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final Clock clock = time.clock();
    private final Question question = Answers.question("acme", "gpt", 1);
    private Ticker ticker = Ticker.SYSTEM;
    private Path file;
    private ExactCache hand;
    private SqliteAnswers kept;
    private Caches caches;

    @BeforeEach
    void open() {
        file = folder.resolve("sluice.db.answers");
        begin(KEPT);
    }

    @AfterEach
    void close() {
        kept.close();
    }

    private void begin(CacheSettings settings) {
        hand = Answers.hand(clock);
        kept = new SqliteAnswers(folder.resolve("sluice.db"), hand, clock, ticker, Duration.ofMinutes(1));
        caches = new Caches(hand, List.of(kept));
        kept.apply(settings);
    }

    private void restart() {
        kept.close();
        begin(KEPT);
    }

    private void store(Question to, long millis) {
        caches.store(to, Answers.entry(to, clock, millis), Controls.NONE, KEPT);
    }

    private boolean has(Question of) {
        return caches.find(of, Controls.NONE) != null;
    }

    @Test
    void remembersAfterARestartWhatItWasToldBefore() {
        Entry entry = Answers.entry(question, clock, LONG);
        caches.store(question, entry, Controls.NONE, KEPT);
        store(Answers.question("acme", "gpt", 2), LONG);

        restart();

        patiently().until(() -> has(question));
        assertThat(hand.find(question.key().exact(), Long.MAX_VALUE))
                .usingRecursiveComparison()
                .isEqualTo(entry);
        assertThat(kept.takes(question, KEPT)).isFalse();
    }

    @Test
    void keepsItsFileFromOthersThanTheOwnerAndLeavesOneWhenItEnds() throws IOException {
        store(question, LONG);
        patiently().until(() -> Files.exists(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        kept.close();

        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith("-wal"));
    }

    @Test
    void forgetsWhatHasExpiredMeanwhile() throws SQLException {
        Question lasting = Answers.question("acme", "gpt", 2);
        store(question, 1_000);
        store(lasting, LONG);
        time.advance(Duration.ofSeconds(2));

        restart();

        patiently().until(() -> has(lasting));
        assertThat(has(question)).isFalse();
    }

    @Test
    void readsTheLatestFirstAndNoMoreThanThereIsRoomFor() {
        int count = 400;
        byte[] body = new byte[20_000];
        for (int i = 0; i < count; i++) {
            Question each = Answers.question("acme", "gpt", i);
            new java.util.Random(i).nextBytes(body);
            kept.store(each, Answers.entry(each, body.clone(), clock, LONG), Controls.NONE, KEPT);
        }
        kept.close();

        begin(Answers.settings(false, true, 1 << 20));

        patiently().until(() -> has(Answers.question("acme", "gpt", count - 40)));
        assertThat(has(Answers.question("acme", "gpt", count - 1))).isTrue();
        assertThat(has(Answers.question("acme", "gpt", count - 60))).isFalse();
        assertThat(has(Answers.question("acme", "gpt", 0))).isFalse();
    }

    @Test
    void keepsNoMoreThanItMayAndTheLatestOfIt() throws SQLException {
        CacheSettings small = Answers.settings(false, true, 100_000);
        kept.apply(small);
        byte[] body = new byte[10_000];
        for (int i = 0; i < 100; i++) {
            Question each = Answers.question("acme", "gpt", i);
            new java.util.Random(i).nextBytes(body);
            kept.store(each, Answers.entry(each, body.clone(), clock, LONG), Controls.NONE, small);
        }
        kept.close();

        assertThat(number("SELECT sum(size) FROM answers")).isBetween(80_000L, 100_000L);
        begin(KEPT);
        patiently().until(() -> has(Answers.question("acme", "gpt", 99)));
    }

    @Test
    void dropsAndCountsARowThatWasDamagedAndGivesTheOthers() throws SQLException {
        Question whole = Answers.question("acme", "gpt", 2);
        Question mistaken = Answers.question("acme", "gpt", 3);
        store(question, LONG);
        store(whole, LONG);
        store(mistaken, LONG);
        kept.close();
        execute("UPDATE answers SET entry = zeroblob(length(entry)) WHERE id = '"
                + question.key().exact().id() + "'");
        execute("UPDATE answers SET exact = zeroblob(31) WHERE id = '"
                + mistaken.key().exact().id() + "'");

        begin(KEPT);

        patiently().until(() -> has(whole));
        patiently().until(() -> caches.caches().get(0).corrupt() == 2);
        assertThat(has(question)).isFalse();
        kept.close();
        assertThat(number("SELECT count(*) FROM answers")).isEqualTo(1);
    }

    @Test
    void beginsAnewWhereItsFileIsDamaged() throws IOException {
        store(question, LONG);
        kept.close();
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 0, 200, (byte) 7);
        Files.write(file, bytes);

        begin(KEPT);
        store(question, LONG);
        restart();

        patiently().until(() -> has(question));
    }

    @Test
    void leavesAnotherProgramsFileAlone() throws Exception {
        kept.close();
        Files.delete(file);
        execute("CREATE TABLE songs (title TEXT)");
        byte[] before = Files.readAllBytes(file);

        begin(KEPT);
        store(question, LONG);
        kept.close();

        assertThat(has(question)).isTrue();
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void goesOnInMemoryWhereItsFileCannotBeMade() throws IOException {
        kept.close();
        Files.delete(file);
        Files.createDirectory(file);

        begin(KEPT);
        store(question, LONG);

        assertThat(has(question)).isTrue();
        assertThatThrownBy(() -> purge(Purge.ALL))
                .hasRootCauseInstanceOf(StoreException.class)
                .hasMessageContaining("is not purged");
        assertThat(has(question)).isFalse();
    }

    @Test
    void readsBackWhatIsInAFileThatCouldNotBeOpenedBefore() throws Exception {
        store(question, LONG);
        kept.close();
        Path before = Files.move(file, folder.resolve("before"));
        Files.createDirectory(file);
        CountDownLatch failed = new CountDownLatch(1);
        ticker = () -> {
            long now = time.nanoTime();
            failed.countDown();
            return now;
        };
        begin(KEPT);
        assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();

        Files.delete(file);
        Files.move(before, file);
        time.advance(Duration.ofMinutes(1));
        store(Answers.question("acme", "gpt", 2), LONG);

        patiently().until(() -> has(question));
    }

    @Test
    void purgesForGood() {
        Question other = Answers.question("other", "gpt", 1);
        for (Purge which : List.of(
                new Purge("acme", null, null, null),
                new Purge("acme", "gpt", "acme-key", question.key().exact().id()))) {
            store(question, LONG);
            store(other, LONG);
            restart();
            patiently().until(() -> has(question) && has(other));

            assertThat(purge(which)).isEqualTo(1);
            restart();

            patiently().until(() -> has(other));
            assertThat(has(question)).isFalse();
        }
        assertThat(purge(Purge.ALL)).isEqualTo(1);
    }

    @Test
    void bringsNothingBackThatIsPurgedWhileItIsRead() {
        for (int i = 0; i < 1_000; i++) {
            Question each = Answers.question("acme", "gpt", i);
            kept.store(each, Answers.entry(each, clock, LONG), Controls.NONE, KEPT);
        }
        restart();

        purge(Purge.ALL);
        // Whatever was still to be read has been by now.
        purge(Purge.ALL);

        for (int i = 0; i < 1_000; i++) {
            assertThat(has(Answers.question("acme", "gpt", i))).isFalse();
        }
    }

    @Test
    void leavesNothingBehindWhenItIsToKeepNothing() {
        store(question, LONG);
        patiently().until(() -> Files.exists(file));

        kept.apply(FORGOTTEN);
        store(Answers.question("acme", "gpt", 2), LONG);

        patiently().until(() -> Files.notExists(file));
        kept.apply(KEPT);
        store(Answers.question("acme", "gpt", 3), LONG);
        restart();
        patiently().until(() -> has(Answers.question("acme", "gpt", 3)));
        assertThat(has(question)).isFalse();
    }

    @Test
    void keepsWhatComesWhileTheFileOfBeforeIsStillToGo() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Void> goesOn = new CompletableFuture<>();
        hand.onPurge(() -> {
            held.countDown();
            goesOn.orTimeout(60, TimeUnit.SECONDS).join();
        });
        CompletionStage<Long> purge = kept.purge(Purge.ALL);
        assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
        long since = System.nanoTime();
        store(question, LONG);
        // What waits would be written before anything else, now that it is late.
        patiently().until(() -> System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(100));

        kept.apply(FORGOTTEN);
        kept.apply(KEPT);
        store(Answers.question("acme", "gpt", 2), LONG);
        goesOn.complete(null);
        purge.toCompletableFuture().get(60, TimeUnit.SECONDS);
        restart();

        patiently().until(() -> has(Answers.question("acme", "gpt", 2)));
        assertThat(has(question)).isFalse();
    }

    @Test
    void losesNothingWhateverManyThreadsStoreAndPurgeAtATime() throws Exception {
        Together.run(6, thread -> {
            for (int i = 0; i < 200; i++) {
                String tenant = i % 2 == 0 ? "acme" : "other";
                store(Answers.question(tenant, "gpt" + thread, i), LONG);
                if (i % 50 == 49) {
                    purge(new Purge("acme", "gpt" + thread, null, null));
                }
            }
        });
        restart();

        for (int i = 0; i < 1_200; i++) {
            Question other = Answers.question("other", "gpt" + i % 6, i / 6);
            if (i / 6 % 2 == 1 && !has(other)) {
                patiently().until(() -> has(other));
            }
        }
        for (int i = 0; i < 1_200; i++) {
            assertThat(has(Answers.question("acme", "gpt" + i % 6, i / 6))).isFalse();
        }
        assertThat(caches.caches().get(0).corrupt()).isZero();
    }

    private long purge(Purge which) {
        return caches.purge(which)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static ConditionFactory patiently() {
        return await().atMost(60, TimeUnit.SECONDS);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }
}
