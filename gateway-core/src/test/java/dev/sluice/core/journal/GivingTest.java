package dev.sluice.core.journal;

import static dev.sluice.core.journal.Exchanges.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.ledger.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of entries that the ledger never gets. */
final class GivingTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Journals.Options OPTIONS =
            new Journals.Options(1, 64 * 1024, Duration.ofDays(90), AN_HOUR, Long.MAX_VALUE);

    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock();
    private final ForgetfulLedger ledger = new ForgetfulLedger(clock::now);
    private final Holder holder = new Holder();

    private static final class Holder implements Holdings {

        private final List<Long> forgotten = new ArrayList<>();
        private final Set<Long> due = new HashSet<>();

        @Override
        public void forget(Entry entry) {
            forgotten.add(entry.idLow());
        }

        @Override
        public boolean areDue(Entry entry) {
            return due.contains(entry.idLow());
        }
    }

    @Test
    void putsAsideWhatTheLedgerRefusesAndFoldsTheRest() throws IOException {
        Folding folding = begin();
        ledger.refuse(3L, 17L, 18L);
        settle(folding, 1, 40);

        assertThat(folding.turn()).isTrue();

        assertThat(ledger.ids()).isEqualTo(allBut(40, 3L, 17L, 18L));
        assertThat(folding.folded()).isEqualTo(40);
        assertThat(holder.forgotten).containsExactly(3L, 17L, 18L);
        assertThat(folding.trouble()).contains("3 entries", "refused.entries");
        settle(folding, 41, 41);
        assertThat(folding.turn()).isTrue();
        assertThat(ledger.ids()).contains(41L);
    }

    @Test
    void putsAsideOneThatIsAlone() throws IOException {
        Folding folding = begin();
        ledger.refuse(1L);
        settle(folding, 1, 1);

        assertThat(folding.turn()).isTrue();

        assertThat(Aside.in(folder).entries()).containsExactly(entry(1, 1));
    }

    @Test
    void triesAgainWhatWasPutAsideAtTheNextStart() throws IOException {
        Folding folding = begin();
        ledger.refuse(3L, 17L);
        settle(folding, 1, 20);
        folding.turn();
        ledger.refuse(17L);

        Folding next = begin();

        assertThat(ledger.ids()).isEqualTo(allBut(20, 17L));
        assertThat(next.trouble()).contains("1 entries");
        ledger.refuse();
        assertThat(begin().trouble()).isNull();
        assertThat(ledger.ids()).isEqualTo(allBut(20));
        assertThat(folder.resolve("refused.entries")).doesNotExist();
        assertThat(ledger.contradictions()).isEmpty();
    }

    @Test
    void putsNothingAsideTwiceWhenAllIsFoldedAgain() throws IOException {
        Folding folding = begin();
        ledger.refuse(3L);
        settle(folding, 1, 5);
        folding.turn();
        ledger.forgetAll();

        folding.turn();

        assertThat(ledger.ids()).isEqualTo(allBut(5, 3L));
        assertThat(Aside.in(folder).size()).isEqualTo(1);
    }

    @Test
    void putsNothingAsideWhileTheLedgerIsAway() throws IOException {
        Folding folding = begin();
        settle(folding, 1, 5);
        ledger.failNext(1);

        assertThat(folding.turn()).isFalse();

        assertThat(folder.resolve("refused.entries")).doesNotExist();
        folding.turn();
        assertThat(ledger.ids()).isEqualTo(allBut(5));
    }

    @Test
    void leavesWhatThereIsNoRoomForWhereItIs() throws IOException {
        Aside aside = Aside.in(folder);
        assertThatThrownBy(() -> {
                    for (long id = 1; id < 100_000; id++) {
                        aside.put(entry(id, id));
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is full");
        ledger.refuse(LongStream.rangeClosed(1, 100_001).boxed().toArray(Long[]::new));
        Folding folding = begin();
        settle(folding, 100_001, 100_001);

        assertThat(folding.turn()).isFalse();

        assertThat(folding.trouble()).contains("is full");
        ledger.refuse(1L);
        assertThat(folding.turn()).isTrue();
        assertThat(ledger.ids()).containsExactly(100_001L);
    }

    @Test
    void givesBackWhatIsHeldForWhatTheLedgerHasGivenUp() throws IOException {
        Folding folding = begin();
        clock.turn(Duration.ofDays(91));
        settle(folding, 1, 2);

        folding.turn();

        assertThat(ledger.ids()).isEmpty();
        assertThat(holder.forgotten).containsExactly(1L, 2L);
    }

    @Test
    void settlesWhatHasEndedInADamagedPlaceAtWhatWasObserved() throws IOException {
        Folding folding = begin();
        Journal journal = folding.journals().get(0);
        journal.reserved(entry(1, 900));
        journal.observed(entry(1, 300));
        journal.reserved(entry(2, 900));
        folding.turn();
        long before = journal.reader().inUse().get(0).end();
        journal.settled(entry(1, 400));
        damage(before);
        settle(folding, 3, 3);
        holder.due.add(1L);

        for (int i = 0; i < 150; i++) {
            assertThat(folding.turn()).isTrue();
        }

        assertThat(ledger.entries()).containsExactly(entry(1, 300), entry(3, 3));
        // The other one is still under way.
        journal.settled(entry(2, 5));
        folding.turn();
        assertThat(ledger.entries()).contains(entry(2, 5));
    }

    private void damage(long at) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve("loop-0-1.journal"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {85, 85, 85, 85}), at + 20);
        }
        assertThat(Files.exists(folder.resolve("loop-0-1.journal"))).isTrue();
    }

    private Folding begin() throws IOException {
        Folding folding = new Folding(folder, OPTIONS, ledger, clock, holder);
        folding.begin();
        return folding;
    }

    private static void settle(Folding folding, long first, long last) {
        for (long id = first; id <= last; id++) {
            assertThat(folding.journals().get(0).settled(entry(id, id))).isTrue();
        }
    }

    private static List<Long> allBut(long last, Long... those) {
        Set<Long> without = Set.of(those);
        return LongStream.rangeClosed(1, last)
                .boxed()
                .filter(id -> !without.contains(id))
                .toList();
    }
}
