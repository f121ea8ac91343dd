package dev.sluice.core.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.kept.Answers;
import dev.sluice.core.cache.kept.Backlog;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.time.ManualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of kept answers when their file fails, and when it works again. */
final class AnswerKeeperTest {

    private static final long MOST = 64 << 20;

    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final ExactCache hand = Answers.hand(time.clock());
    private final Backlog backlog = new Backlog(1_000, MOST);
    private String setting = "PRAGMA query_only = OFF";
    private int opened;
    private AnswerKeeper keeper;

    @AfterEach
    void close() {
        keeper.close();
    }

    @Test
    void doesWithoutAFullDiskAndGoesOnWhenThereIsRoom() {
        failsWith("PRAGMA max_page_count = 20");
        for (int i = 0; i < 5; i++) {
            add(i, 50_000);
            keeper.write(backlog);
            // Nobody waits, and the disk is left alone for a while.
            assertThat(backlog.isEmpty()).isTrue();
        }
        assertThat(opened).isEqualTo(1);

        worksAgain();
        add(7, 50_000);
        keeper.write(backlog);
        keeper.close();

        assertThat(opened).isEqualTo(2);
        assertThat(readBack(7)).isTrue();
    }

    @Test
    void doesWithoutAFileThatMayNotBeWritten() {
        begin();
        add(1, 100);
        keeper.write(backlog);
        keeper.close();

        failsWith("PRAGMA query_only = ON");
        keeper.tidy();
        add(2, 100);
        keeper.write(backlog);
        keeper.close();

        worksAgain();
        assertThat(readBack(1)).isTrue();
        assertThat(hand.find(question(2).key().exact(), Long.MAX_VALUE)).isNull();
    }

    @Test
    void givesNothingOfAFileInWhichAPurgeCouldNotBeMade() {
        begin();
        add(1, 100);
        keeper.write(backlog);
        keeper.close();
        failsWith("PRAGMA query_only = ON");

        assertThatThrownBy(() -> keeper.purge(new Purge("acme", null, null, null)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("may not be written");
        assertThatThrownBy(() -> keeper.purge(Purge.ALL)).hasMessageContaining("is not purged");

        worksAgain();
        add(2, 100);
        keeper.write(backlog);
        keeper.close();
        assertThat(readBack(2)).isTrue();
        assertThat(hand.find(question(1).key().exact(), Long.MAX_VALUE)).isNull();
    }

    @Test
    void dropsWhatHasExpired() {
        begin();
        Question brief = question(1);
        backlog.add(Answers.entry(brief, time.clock(), 1_000));
        add(2, 100);
        keeper.write(backlog);
        time.advance(Duration.ofSeconds(1));

        keeper.tidy();

        assertThat(keeper.purge(Purge.ALL)).isEqualTo(1);
    }

    @Test
    void dropsInPiecesWhatHasExpired() {
        begin();
        for (int i = 0; i < 300; i++) {
            backlog.add(Answers.entry(question(i), time.clock(), 1_000));
        }
        while (!backlog.isEmpty()) {
            keeper.write(backlog);
        }
        time.advance(Duration.ofSeconds(1));

        assertThat(keeper.tidy()).isTrue();
        assertThat(keeper.tidy()).isTrue();
        assertThat(keeper.tidy()).isFalse();
        assertThat(keeper.purge(Purge.ALL)).isZero();
    }

    @Test
    void makesAFileAnewThatTurnsOutToBeDamagedWhenItIsWritten() throws Exception {
        spoilIndex();
        begin();
        add(1, 100);
        keeper.write(backlog);
        assertThat(keeper.corrupt()).isEqualTo(1);

        worksAgain();
        add(2, 100);
        keeper.write(backlog);
        keeper.close();

        assertThat(readBack(2)).isTrue();
    }

    @Test
    void hasPurgedADamagedFileWhenItIsGone() throws Exception {
        spoilIndex();
        begin();

        assertThat(keeper.purge(Purge.ALL)).isZero();
        worksAgain();
        add(3, 100);
        keeper.write(backlog);
        keeper.close();

        assertThat(readBack(3)).isTrue();
        assertThat(hand.find(question(1).key().exact(), Long.MAX_VALUE)).isNull();
    }

    /** Of a file with some answers: it opens, and what is found by their keys is no tree any more. */
    private void spoilIndex() throws Exception {
        begin();
        add(1, 100);
        keeper.write(backlog);
        keeper.close();
        Path file = folder.resolve("a.answers");
        int page;
        int size;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            size = number(statement, "PRAGMA page_size");
            page = number(statement, "SELECT rootpage FROM sqlite_schema WHERE name LIKE 'sqlite_autoindex_answers%'");
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, (page - 1) * size, page * size, (byte) 7);
        Files.write(file, bytes);
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.getInt(1);
        }
    }

    private void begin() {
        keeper = new AnswerKeeper(folder.resolve("a.answers"), this::open, hand, time.clock(), time);
        keeper.begin(MOST);
    }

    private AnswerFile open(Path path) {
        opened++;
        AnswerFile file = AnswerFile.open(path);
        try {
            file.execute(setting);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return file;
    }

    private void failsWith(String how) {
        setting = how;
        begin();
    }

    /** After as long as it is left alone. */
    private void worksAgain() {
        setting = "PRAGMA query_only = OFF";
        time.advance(Duration.ofSeconds(60));
    }

    private void add(int number, int bytes) {
        byte[] body = new byte[bytes];
        new Random(number).nextBytes(body);
        backlog.add(Answers.entry(question(number), body, time.clock(), 1_000_000));
    }

    private static Question question(int number) {
        return Answers.question("acme", "gpt", number);
    }

    private boolean readBack(int number) {
        begin();
        boolean more = true;
        while (more) {
            more = keeper.readOn();
        }
        return hand.find(question(number).key().exact(), Long.MAX_VALUE) != null;
    }
}
