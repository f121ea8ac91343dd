package dev.sluice.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.journal.Segment.Found;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.Usage;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {

    @TempDir
    Path folder;

    @Test
    void leavesNoFileBehindThatCannotBeMadeWhole() {
        Path file = folder.resolve("loop-0-1.journal");

        // No size that can be mapped: it fails behind the header, as it does where the disk is full.
        assertThatThrownBy(() -> Segment.create(file, 1, -1)).isInstanceOf(IllegalArgumentException.class);

        assertThat(file).doesNotExist();
    }

    /** Both remember names: what one of them has met must not show in what the other does. */
    @Test
    void readsBehindItsWriterWhatThatWrites() throws Exception {
        Segment segment = Segment.create(folder.resolve("loop-0-1.journal"), 1, 8 << 20);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> writer = threads.submit(() -> {
                int written = 0;
                while (segment.append(Record.Kind.SETTLED, entry(written))) {
                    written++;
                }
                return written;
            });
            int read = 0;
            int at = Segment.FIRST;
            // Looked at first: what was written before it was done is there.
            for (boolean done = false; !done; ) {
                done = writer.isDone();
                Found found = segment.read(at);
                while (found instanceof Found.Written written) {
                    assertThat(written.record()).isEqualTo(new Record(Record.Kind.SETTLED, entry(read)));
                    read++;
                    at = written.next();
                    found = segment.read(at);
                }
                assertThat(found).isEqualTo(new Found.Nothing());
            }
            assertThat(read).isEqualTo(writer.get()).isGreaterThan(10_000);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The names of a few hundred clients, as they come. */
    private static Entry entry(int number) {
        Entry plain = Exchanges.entry(number, number % 2 == 0 ? 0 : 5);
        int client = (int) (number * 2_654_435_761L >>> 20 & 0xff);
        return new Entry(
                plain.idHigh(),
                plain.idLow(),
                plain.endedEpochMillis(),
                plain.tenant(),
                client % 3 == 0 ? null : "user-" + client,
                "key-" + client % 16,
                plain.role(),
                "model-" + client % 5,
                plain.provider(),
                plain.status(),
                number % 2 == 0 ? Usage.NONE : plain.usage(),
                false,
                plain.picoDollars(),
                plain.priceVersion(),
                plain.prepaid(),
                plain.trial(),
                plain.elsewhere());
    }
}
