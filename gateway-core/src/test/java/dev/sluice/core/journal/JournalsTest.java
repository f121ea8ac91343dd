package dev.sluice.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Share;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Duration DAY = Duration.ofDays(1);
    private static final int SEGMENT = 64 * 1024;

    @TempDir
    Path folder;

    private final RecordingLedger ledger = new RecordingLedger();

    @Test
    void foldsWhatIsSettled() throws IOException {
        try (Journals journals = open(ledger)) {
            journals.of(0).reserved(entry(1, 900));
            journals.of(0).settled(entry(1, 300));

            await().atMost(MINUTE).until(() -> ledger.entries().equals(List.of(entry(1, 300))));
        }
    }

    @Test
    void tellsHowFarTheLedgerIsBehind() throws IOException {
        try (Journals journals = open(ledger)) {
            journals.of(0).settled(entry(1, 300));
        }
        // What the life before has left is not what this one has settled.
        try (Journals journals = open(ledger)) {
            long before = journals.folded();
            ledger.failNext(Integer.MAX_VALUE);
            journals.of(0).reserved(entry(2, 900));
            journals.of(0).settled(entry(2, 300));
            journals.of(1).settled(entry(3, 300));

            await().atMost(MINUTE).until(journals::troubled);
            assertThat(journals.behind()).isEqualTo(2);
            ledger.failNext(0);
            await().atMost(MINUTE).until(() -> !journals.troubled() && journals.behind() == 0);
            assertThat(journals.folded() - before).isEqualTo(2);
        }
    }

    @Test
    void keepsWhatNobodyFolded() throws IOException {
        // The process dies before the folding thread has come round: its files are copied while it writes.
        RecordingLedger full = new RecordingLedger();
        full.failNext(Integer.MAX_VALUE);
        try (Journals journals = open(full)) {
            journals.of(0).reserved(entry(1, 900));
            journals.of(1).reserved(entry(2, 900));
            journals.of(0).settled(entry(1, 300));
        }

        open(ledger).close();

        assertThat(ledger.entries())
                .containsExactlyInAnyOrder(entry(1, 300), entry(2, 900).withNothingUsed());
    }

    @Test
    void settlesWhatWasOpenAtWhatWasLastObserved() throws IOException {
        try (Journals journals = open(ledger)) {
            journals.of(0).reserved(entry(1, 900));
            journals.of(0).observed(entry(1, 100));
            journals.of(0).observed(entry(1, 200));
        }
        assertThat(ledger.entries()).isEmpty();

        open(ledger).close();

        assertThat(ledger.entries()).containsExactly(entry(1, 200));
    }

    @Test
    void forgetsWhatWasWithdrawn() throws IOException {
        try (Journals journals = open(ledger)) {
            journals.of(0).reserved(entry(1, 900));
            journals.of(0).withdrawn(entry(1, 0));
            journals.of(0).reserved(entry(2, 900));
        }

        open(ledger).close();

        assertThat(ledger.entries()).containsExactly(entry(2, 900).withNothingUsed());
    }

    @Test
    void keepsWhatWasUsedAtOtherGroups() throws IOException {
        Entry entry = entry(1, 300).with(List.of(new Share("one", 100, 7), new Share("two", 0, 0)));
        try (Journals journals = open(ledger)) {
            journals.of(0).settled(entry);
        }

        assertThat(ledger.entries()).containsExactly(entry);
    }

    @Test
    void leavesNoFileBehindWhenAllIsInTheLedger() throws IOException {
        try (Journals journals = open(ledger)) {
            journals.of(0).reserved(entry(1, 900));
            journals.of(0).settled(entry(1, 300));
        }

        open(ledger).close();
        open(ledger).close();

        assertThat(ledger.entries()).containsExactly(entry(1, 300), entry(1, 300));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void goesOnInAnotherSegmentAndDropsThoseThatAreDone() throws IOException {
        try (Journals journals = open(ledger)) {
            for (long id = 1; id <= 2_000; id++) {
                Entry entry = entry(id, id);
                insist(() -> journals.of(0).reserved(entry));
                insist(() -> journals.of(0).settled(entry));
            }
            await().atMost(MINUTE).until(() -> ledger.entries().size() == 2_000);
        }

        assertThat(ledger.doubled()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("loop-0")))
                    .hasSizeLessThan(4);
        }
    }

    @Test
    void keepsTheSegmentInWhichAnOpenExchangeBegan() throws IOException {
        try (Journals journals = open(ledger)) {
            journals.of(0).reserved(entry(999_999, 900));
            for (long id = 1; id <= 2_000; id++) {
                Entry entry = entry(id, id);
                insist(() -> journals.of(0).settled(entry));
            }
            await().atMost(MINUTE).until(() -> ledger.entries().size() == 2_000);
        }

        RecordingLedger next = new RecordingLedger();
        open(next).close();

        assertThat(next.entries()).contains(entry(999_999, 900).withNothingUsed());
    }

    @Test
    void keepsWhatFollowsASegmentThatCannotBeDeleted() throws IOException {
        try (Journals journals = open(ledger)) {
            Path first = folder.resolve("loop-0-1.journal");
            Files.delete(first);
            Files.createFile(Files.createDirectory(first).resolve("in the way"));
            for (long id = 1; id <= 2_000; id++) {
                Entry entry = entry(id, id);
                insist(() -> journals.of(0).settled(entry));
            }
            await().atMost(MINUTE).until(() -> ledger.entries().size() == 2_000);
        }

        // Each holds less than 300 entries.
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("loop-0")))
                    .hasSizeGreaterThan(6);
        }
    }

    @Test
    void triesAgainWhatTheLedgerRefused() throws IOException {
        ledger.failNext(Integer.MAX_VALUE);
        try (Journals journals = open(ledger)) {
            journals.of(0).settled(entry(1, 300));

            await().atMost(MINUTE).until(() -> journals.trouble() != null);
            ledger.failNext(0);
            await().atMost(MINUTE).until(() -> ledger.entries().equals(List.of(entry(1, 300))));
            await().atMost(MINUTE).until(() -> journals.trouble() == null);
        }
    }

    @Test
    void refusesWhenThereIsNoRoomAndNobodyMakesSome() throws IOException {
        RecordingLedger full = new RecordingLedger();
        full.failNext(Integer.MAX_VALUE);
        try (Journals journals = open(full)) {
            // Room is made for what comes next, which may be in between.
            await().atMost(MINUTE).until(() -> {
                long written = LongStream.range(0, 5_000)
                        .filter(id -> journals.of(0).settled(entry(id, id)))
                        .count();
                return written < 5_000 && journals.of(0).refuses();
            });
        }
    }

    @Test
    void makesRoomForAllWhileTheLedgerRefuses() throws IOException {
        RecordingLedger full = new RecordingLedger();
        full.failNext(Integer.MAX_VALUE);
        try (Journals journals = open(full)) {
            journals.of(0).settled(entry(1, 1));
            for (long id = 2; id <= 1_000; id++) {
                Entry entry = entry(id, id);
                insist(() -> journals.of(1).settled(entry));
            }
        }
    }

    @Test
    void foldsThoughThereIsNoRoomForAnotherSegment() throws IOException {
        try (Journals journals = open(ledger)) {
            // Where the next files would come there is something else.
            for (int number = 3; number < 200; number++) {
                Files.createDirectory(folder.resolve("loop-0-" + number + ".journal"));
                Files.createDirectory(folder.resolve("loop-1-" + number + ".journal"));
            }
            for (long id = 1; id <= 10_000 && journals.of(0).settled(entry(id, id)); id++) {
                journals.of(1).settled(entry(100_000 + id, id));
            }

            int written =
                    (int) (journals.of(0).settledEntries() + journals.of(1).settledEntries());
            await().atMost(MINUTE).until(() -> ledger.entries().size() == written);
            assertThat(journals.troubled()).isTrue();
        }
    }

    @Test
    void cutsATornLastRecord() throws IOException {
        writeThree();
        // The last record lost a byte of its text on the way to the disk.
        flip(3);

        open(ledger).close();

        assertThat(ledger.entries()).containsExactly(entry(1, 1), entry(2, 2));
    }

    @Test
    void readsOnBehindADamagedPlace() throws IOException {
        writeThree();
        flip(2);

        open(ledger).close();

        assertThat(ledger.entries()).containsExactly(entry(1, 1), entry(3, 3));
    }

    @Test
    void leavesFilesAloneThatAreNotItsOwn() throws IOException {
        Path other = Files.writeString(folder.resolve("notes.txt"), "keep me");

        open(ledger).close();

        assertThat(other).exists();
    }

    /** Until the folding thread has made room. */
    private static void insist(BooleanSupplier write) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!write.getAsBoolean()) {
            assertThat(System.nanoTime()).as("room in a minute").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void writeThree() throws IOException {
        RecordingLedger dead = new RecordingLedger();
        dead.failNext(Integer.MAX_VALUE);
        try (Journals journals = open(dead)) {
            for (long id = 1; id <= 3; id++) {
                journals.of(0).settled(entry(id, id));
            }
        }
    }

    /** Damages the record of that number, from 1, somewhere in its middle. */
    private void flip(int record) throws IOException {
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.filter(each -> each.getFileName().toString().startsWith("loop-0"))
                    .min(java.util.Comparator.naturalOrder())
                    .orElseThrow();
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            int at = Segment.FIRST;
            for (int i = 1; i < record; i++) {
                bytes.seek(at);
                at += 8 + ((bytes.readInt() + 7) & ~7);
            }
            bytes.seek(at + 20);
            int before = bytes.read();
            bytes.seek(at + 20);
            bytes.write(before ^ 0x55);
        }
    }

    @Test
    void isForcedAsOftenAsItIsFoldedOrMoreOften() {
        Duration often = Duration.ofMillis(5);
        for (Duration folded : List.of(Duration.ofMillis(7), Duration.ofMillis(4), Duration.ZERO)) {
            assertThatThrownBy(() -> new Journals.Options(1, SEGMENT, DAY, DAY, 0, often, folded))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a multiple of it");
        }
        assertThatThrownBy(() -> new Journals.Options(1, SEGMENT, DAY, DAY, 0, Duration.ZERO, often))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Journals.Options(1, SEGMENT, DAY, DAY, 0, often, Duration.ofMillis(50)).folded())
                .hasMillis(50);
    }

    private Journals open(RecordingLedger into) throws IOException {
        return Journals.open(
                folder,
                new Journals.Options(2, SEGMENT, Duration.ofDays(90), Duration.ZERO, 0),
                into,
                Clock.fixed(Instant.ofEpochMilli(1_795_608_000_000L), ZoneOffset.UTC),
                Holdings.NONE);
    }

    private static Entry entry(long id, long picoDollars) {
        return new Entry(
                7,
                id,
                1_795_608_000_000L,
                "acme",
                null,
                "ci",
                "developer",
                "gpt-4o",
                "openai",
                200,
                Usage.tokens(10, 20)
                        .but()
                        .cachedInput(3)
                        .cacheWrite(0)
                        .reasoning(5)
                        .images(2)
                        .build(),
                false,
                picoDollars,
                "v1",
                true,
                false,
                List.of());
    }
}
