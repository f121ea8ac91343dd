package dev.sluice.core.journal;

import static dev.sluice.core.journal.Exchanges.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a journal that was cut off or damaged, at every one of its bytes. */
final class DamagedJournalTest {

    private static final int SEGMENT = 4_096;
    private static final Journals.Options OPTIONS =
            new Journals.Options(1, SEGMENT, Duration.ofDays(90), Duration.ofHours(1), Long.MAX_VALUE);

    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock();

    /** Where each record begins, and where the last one ends. */
    private final List<Integer> places = new ArrayList<>();

    private byte[] whole = new byte[0];

    /** What happens to the byte of some place. */
    enum Damage {
        BIT_FLIPPED {
            @Override
            void at(byte[] bytes, int place) {
                bytes[place] ^= (byte) (1 << place % 8);
            }
        },
        EIGHT_ZEROED {
            @Override
            void at(byte[] bytes, int place) {
                Arrays.fill(bytes, place, Math.min(bytes.length, place + 8), (byte) 0);
            }
        },
        MANY_ZEROED {
            @Override
            void at(byte[] bytes, int place) {
                Arrays.fill(bytes, place, Math.min(bytes.length, place + 400), (byte) 0);
            }
        },
        GARBAGE {
            @Override
            void at(byte[] bytes, int place) {
                byte[] garbage = new byte[Math.min(bytes.length - place, 40)];
                new Random(4711L + place).nextBytes(garbage);
                System.arraycopy(garbage, 0, bytes, place, garbage.length);
            }
        };

        abstract void at(byte[] bytes, int place);
    }

    /**
     * Two exchanges that are settled, one that is still under way, one of which nothing was observed, and a last one.
     */
    @BeforeEach
    void write() throws IOException {
        Path file = new SegmentName(0, 1, false).in(folder);
        Segment segment = Segment.create(file, 1, SEGMENT);
        for (Record record : records()) {
            places.add(segment.end());
            segment.append(record.kind(), record.entry());
        }
        places.add(segment.end());
        whole = Files.readAllBytes(file);
    }

    private static List<Record> records() {
        return List.of(
                new Record(Record.Kind.RESERVED, entry(1, 900)),
                new Record(Record.Kind.RESERVED, entry(2, 900)),
                new Record(Record.Kind.OBSERVED, entry(1, 10)),
                new Record(Record.Kind.SETTLED, entry(1, 20)),
                new Record(Record.Kind.OBSERVED, entry(2, 30)),
                new Record(Record.Kind.RESERVED, entry(3, 900)),
                new Record(Record.Kind.RESERVED, entry(4, 900)),
                new Record(Record.Kind.SETTLED, entry(4, 40)),
                new Record(Record.Kind.OBSERVED, entry(2, 50)),
                new Record(Record.Kind.SETTLED, entry(5, 60)));
    }

    /**
     * What those records come to that are whole, where all that is behind the first one lost may lack its beginning.
     */
    private static Map<Long, Entry> reading(List<Record> records) {
        Map<Long, Entry> entries = new LinkedHashMap<>();
        for (Record record : records) {
            Entry entry = record.entry();
            entries.put(entry.idLow(), record.kind() == Record.Kind.RESERVED ? entry.withNothingUsed() : entry);
        }
        return entries;
    }

    @Test
    void hasAllBeforeTheByteAtWhichItWasCutOff() throws IOException {
        for (int size = 0; size <= whole.length; size++) {
            hasWhatIsWhole(Arrays.copyOf(whole, size), "cut off at " + size);
        }
        for (int size = 0; size <= whole.length; size += 64) {
            hasItInTheLedgerAndKeepsIt(Arrays.copyOf(whole, size), "cut off at " + size);
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasAllButWhatStoodWhereItWasDamaged(Damage damage) throws IOException {
        for (int place = 0; place < places.get(places.size() - 1); place++) {
            byte[] damaged = whole.clone();
            damage.at(damaged, place);
            hasWhatIsWhole(damaged, damage + " at " + place);
            if (place % 64 == 2 * damage.ordinal()) {
                hasItInTheLedgerAndKeepsIt(damaged, damage + " at " + place);
            }
        }
    }

    @Test
    void tellsOfEveryDamageThatHasSomethingBehindIt() throws IOException {
        for (Damage damage : Damage.values()) {
            for (int record = 0; record < records().size() - 1; record++) {
                byte[] damaged = whole.clone();
                damage.at(damaged, places.get(record) + 12);

                assertThat(damagedRecords(damaged))
                        .as("%s in record %d", damage, record)
                        .isEqualTo(whole(damaged).contains(records().get(9)) ? 1 : 0);
            }
            byte[] torn = whole.clone();
            damage.at(torn, places.get(9) + 12);
            assertThat(damagedRecords(torn)).as("%s in the last record", damage).isZero();
        }
    }

    /** Those records of which every byte that counts is still there: those that pad them do not. */
    private List<Record> whole(byte[] damaged) {
        List<Record> left = new ArrayList<>();
        for (int record = 0; record < records().size(); record++) {
            int from = places.get(record);
            int to = from + 8 + ByteBuffer.wrap(whole).getInt(from);
            if (damaged.length >= to && Arrays.equals(whole, from, to, damaged, from, to)) {
                left.add(records().get(record));
            }
        }
        return left;
    }

    private void hasWhatIsWhole(byte[] journal, String where) throws IOException {
        JournalReader reader = reader(journal);
        List<Entry> entries = new ArrayList<>(reader.settled(100));
        entries.addAll(reader.unsettled());

        assertThat(entries)
                .as(where)
                .containsExactlyInAnyOrderElementsOf(reading(whole(journal)).values());
    }

    private void hasItInTheLedgerAndKeepsIt(byte[] journal, String where) throws IOException {
        Files.write(empty().resolve("loop-0-1.journal"), journal);
        ForgetfulLedger ledger = new ForgetfulLedger(clock::now);

        new Folding(folder, OPTIONS, ledger, clock, Holdings.NONE).begin();
        assertThat(ledger.entries())
                .as(where)
                .containsExactlyInAnyOrderElementsOf(reading(whole(journal)).values());
        // Kept as it was read: another life finds the same, and nothing to settle.
        ledger.forgetAll();
        new Folding(folder, OPTIONS, ledger, clock, Holdings.NONE).begin();

        assertThat(ledger.contradictions()).as(where).isEmpty();
        assertThat(ledger.entries())
                .as(where + ", again")
                .containsExactlyInAnyOrderElementsOf(reading(whole(journal)).values());
    }

    private int damagedRecords(byte[] journal) throws IOException {
        JournalReader reader = reader(journal);
        reader.settled(100);
        return reader.damagedRecords();
    }

    private JournalReader reader(byte[] journal) throws IOException {
        Path file = folder.resolve("loop-0-1.journal");
        // Never emptied first: file systems take that for the saving of a document, and wait for the disk.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(journal), 0);
            channel.truncate(journal.length);
        }
        return LeftBehind.reader(0, List.of(file));
    }

    private Path empty() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return folder;
    }
}
