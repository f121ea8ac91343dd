package dev.sluice.core.journal;

import static dev.sluice.core.journal.Exchanges.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PassingBooksTest {

    private final RecordingLedger ledger = new RecordingLedger();

    @Test
    void passesOnWhatIsSettled() {
        try (PassingBooks books = new PassingBooks(ledger)) {
            assertThat(books.reserved(entry(1, 900))).isTrue();
            assertThat(books.settled(entry(1, 300))).isTrue();
            assertThat(books.trouble()).isNull();
        }

        assertThat(ledger.entries()).containsExactly(entry(1, 300));
    }

    @Test
    void triesAgainWhatTheLedgerRefusedAndSaysSo() {
        ledger.failNext(Integer.MAX_VALUE);
        try (PassingBooks books = new PassingBooks(ledger)) {
            books.settled(entry(1, 300));

            await().until(() -> "the disk is full".equals(books.trouble()));
            ledger.failNext(0);
            await().until(() -> books.trouble() == null);
            assertThat(ledger.entries()).isEqualTo(List.of(entry(1, 300)));
        }
    }

    @Test
    void beginsNothingNewWhileTooMuchWaits() {
        ledger.failNext(Integer.MAX_VALUE);
        try (PassingBooks books = new PassingBooks(ledger)) {
            while (books.settled(entry(1, 300))) {
                // Until there is no more room.
            }
            assertThat(books.reserved(entry(2, 900))).isFalse();
            assertThat(books.trouble()).isNotNull();
        }
    }
}
