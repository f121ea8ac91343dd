package dev.sluice.core.journal;

import static dev.sluice.core.journal.Exchanges.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of journals whose ledger may lose what it has been given. */
final class FoldingTest {

    private static final int SEGMENT = 2_048;
    private static final Duration AN_HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock();
    private final ForgetfulLedger ledger = new ForgetfulLedger(clock::now);
    private long next = 1;

    @Test
    void foldsWhatOthersHaveSettledWhileOneSettlesMoreAllTheTime() throws IOException {
        RecordingLedger busy = new RecordingLedger();
        Journals.Options two = new Journals.Options(2, SEGMENT, Duration.ofDays(90), Duration.ZERO, 0);
        Folding folding = new Folding(folder, two, busy, clock, Holdings.NONE);
        folding.begin();
        Journal one = folding.journals().get(0);
        one.settled(entry(1, 5));
        folding.journals().get(1).settled(entry(100, 5));
        busy.meanwhile(() -> {
            if (next < 50) {
                one.settled(entry(++next, 5));
            }
        });

        folding.turn();
        assertThat(busy.entries()).containsExactly(entry(1, 5), entry(100, 5));

        folding.turn();
        assertThat(busy.entries()).hasSize(4).endsWith(entry(2, 5), entry(3, 5));
    }

    @Test
    void keepsWhatIsFoldedForAnHour() throws IOException {
        Folding folding = begin();
        settle(folding, 50);
        assertThat(files(".folded")).isEqualTo(4);

        clock.turn(AN_HOUR.minusMillis(1));
        settle(folding, 1);
        clock.turn(Duration.ofMinutes(1));
        folding.turn();
        assertThat(files(".folded")).isEqualTo(5);

        settle(folding, 1);
        clock.turn(Duration.ofMinutes(1));
        folding.turn();
        assertThat(files(".folded")).isEqualTo(1);
    }

    @Test
    void dropsNothingBeforeFoldingHasShownThatTheLedgerIsStillTheSame() throws IOException {
        Folding folding = begin();
        settle(folding, 50);
        clock.turn(AN_HOUR.multipliedBy(5));
        ledger.failNext(Integer.MAX_VALUE);
        settle(folding, 1);

        // It was away because it lost everything.
        ledger.failNext(0);
        ledger.forgetAll();
        folding.turn();

        assertThat(ledger.ids()).isEqualTo(upTo(51));
    }

    @Test
    void dropsTheOldestWhenThereIsTooMuch() throws IOException {
        Folding folding = begin(new Journals.Options(1, SEGMENT, Duration.ofDays(90), AN_HOUR, 3 * SEGMENT));
        settle(folding, 50);
        assertThat(files(".folded")).isEqualTo(3);

        ledger.forgetAll();
        folding.turn();

        assertThat(ledger.ids()).hasSizeBetween(15, 40).contains(50L).doesNotContain(1L);
    }

    @Test
    void foldsAllAgainWhenTheLedgerHasBecomeAnother() throws IOException {
        Folding folding = begin();
        settle(folding, 50);
        folding.journals().get(0).reserved(entry(1_000, 5));
        ledger.forgetAll();

        folding.turn();

        assertThat(ledger.ids()).isEqualTo(upTo(50));
        // And only once.
        int folds = ledger.folds();
        folding.turn();
        assertThat(ledger.folds()).isEqualTo(folds);
        assertThat(folding.folded()).isEqualTo(50);
    }

    @Test
    void foldsAgainWhatIsLeftWhereSomebodyHasRemovedFiles() throws IOException {
        Folding folding = begin();
        settle(folding, 50);
        try (Stream<Path> files = Files.list(folder)) {
            Files.delete(files.filter(file -> file.toString().endsWith(".folded"))
                    .min(Comparator.comparingLong(file -> SegmentName.of(file).number()))
                    .orElseThrow());
        }
        ledger.forgetAll();

        assertThat(folding.turn()).isTrue();

        assertThat(folding.trouble()).isNull();
        assertThat(ledger.ids()).hasSizeBetween(30, 49).contains(50L).doesNotContain(1L);
        int folds = ledger.folds();
        assertThat(folding.turn()).isTrue();
        assertThat(ledger.folds()).isEqualTo(folds);
    }

    @Test
    void keepsForAnotherHourWhatWasFoldedAgain() throws IOException {
        Folding folding = begin();
        settle(folding, 50);
        clock.turn(Duration.ofMinutes(50));
        ledger.forgetAll();
        folding.turn();
        clock.turn(Duration.ofMinutes(50));
        settle(folding, 1);
        clock.turn(Duration.ofMinutes(1));
        folding.turn();
        ledger.forgetAll();

        folding.turn();

        assertThat(ledger.ids()).isEqualTo(upTo(51));
    }

    @Test
    void foldsAllAgainAtTheStartWhenTheLedgerHasBecomeAnotherMeanwhile() throws IOException {
        settle(begin(), 50);
        begin();
        ledger.forgetAll();

        begin();

        assertThat(ledger.ids()).isEqualTo(upTo(50));
    }

    @Test
    void foldsNothingAgainAtTheStartWhenTheLedgerIsTheSame() throws IOException {
        settle(begin(), 50);
        begin();
        int folds = ledger.folds();

        begin();

        assertThat(ledger.folds()).isEqualTo(folds);
    }

    @Test
    void foldsAgainWhatWasOpenWhenAnEarlierLifeEnded() throws IOException {
        Folding killed = begin();
        killed.journals().get(0).reserved(entry(1, 900));
        killed.journals().get(0).observed(entry(1, 300));
        killed.journals().get(0).reserved(entry(2, 900));
        Folding folding = begin();
        assertThat(ledger.entries())
                .containsExactly(entry(1, 300), entry(2, 900).withNothingUsed());
        ledger.forgetAll();

        folding.turn();

        assertThat(ledger.entries())
                .containsExactly(entry(1, 300), entry(2, 900).withNothingUsed());
    }

    @Test
    void triesAgainWhatTheLedgerRefusedWhileAllIsFoldedAgain() throws IOException {
        Folding folding = begin();
        settle(folding, 50);
        ledger.forgetAll();
        ledger.failNext(3);

        assertThat(folding.turn()).isFalse();
        assertThat(folding.trouble()).isEqualTo("the database is away");
        folding.turn();
        folding.turn();
        assertThat(folding.turn()).isTrue();

        assertThat(folding.trouble()).isNull();
        assertThat(ledger.ids()).isEqualTo(upTo(50));
    }

    @Test
    void losesNothingWhenTheLedgerRefusesAtTheStart() throws IOException {
        settle(begin(), 50);
        ledger.forgetAll();
        ledger.failNext(1);
        assertThatThrownBy(this::begin).isInstanceOf(IllegalStateException.class);

        begin();

        assertThat(ledger.ids()).isEqualTo(upTo(50));
    }

    @Test
    void foldsAllAgainWhenTheFormerLedgerComesBack() throws IOException {
        Folding folding = begin();
        settle(folding, 20);
        ledger.becomeAnother();
        clock.turn(Duration.ofSeconds(1));
        ledger.failNext(1);
        folding.turn();
        settle(folding, 20);
        // What went into the other is not in the one that comes back; the process did not live to see it.
        ledger.forgetSince(clock.now());
        ledger.beAgain("first");

        begin();

        assertThat(ledger.ids()).isEqualTo(upTo(40));
    }

    @Test
    void keepsNoMoreOfAFileThanWasWritten() throws IOException {
        Folding killed = begin(new Journals.Options(1, 1024 * 1024, Duration.ofDays(90), AN_HOUR, Long.MAX_VALUE));
        killed.journals().get(0).settled(entry(1, 1));

        begin();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".folded")).toList())
                    .singleElement()
                    .satisfies(file -> assertThat(Files.size(file)).isLessThan(500));
        }
    }

    @Test
    void foldsNothingOnceMoreThatTheLedgerHasGivenUpMeanwhile() throws IOException {
        settle(begin(), 5);
        clock.turn(Duration.ofDays(89));
        int folds = ledger.folds();
        begin();
        assertThat(ledger.folds()).isEqualTo(folds + 5);
        clock.turn(Duration.ofDays(2));

        ledger.forgetAll();
        begin().turn();

        assertThat(ledger.ids()).isEmpty();
    }

    @Test
    void keepsNothingOfALedgerThatLosesNothing() throws IOException {
        Folding folding = begin(new Journals.Options(1, SEGMENT, Duration.ofDays(90), Duration.ZERO, 0));
        settle(folding, 50);

        assertThat(files(".folded")).isZero();
    }

    private Folding begin() throws IOException {
        return begin(new Journals.Options(1, SEGMENT, Duration.ofDays(90), AN_HOUR, Long.MAX_VALUE));
    }

    private Folding begin(Journals.Options options) throws IOException {
        Folding folding = new Folding(folder, options, ledger, clock, Holdings.NONE);
        folding.begin();
        return folding;
    }

    private void settle(Folding folding, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(folding.journals().get(0).settled(entry(next, next))).isTrue();
            next++;
            folding.turn();
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private long files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }
}
