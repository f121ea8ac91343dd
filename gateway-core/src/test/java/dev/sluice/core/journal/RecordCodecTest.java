package dev.sluice.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Share;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

    private static final String[] NAMES = {"", "a", "acme", "größer", "日本", "x".repeat(400), "smile 😀"};

    private final SplittableRandom random = new SplittableRandom(11);
    private final RecordCodec codec = new RecordCodec();

    @Test
    void readsWhatItWrote() {
        for (int i = 0; i < 50_000; i++) {
            Record.Kind kind = Record.Kind.values()[random.nextInt(Record.Kind.values().length)];
            Entry entry = entry();

            assertThat(codec.read(written(kind, entry))).isEqualTo(new Record(kind, entry));
        }
    }

    @Test
    void writesNoCountsWhereNothingWasUsed() {
        Entry used = Exchanges.entry(1, 5);

        assertThat(written(Record.Kind.SETTLED, used.withNothingUsed()).limit())
                .isLessThan(written(Record.Kind.SETTLED, used).limit() - Usage.NONE.counts().length * Long.BYTES);
    }

    @Test
    void cutsNamesThatAreTooLong() {
        Entry entry = Exchanges.entry(1, 5);
        Entry longer = named(entry, "y".repeat(500));

        Entry read = codec.read(written(Record.Kind.SETTLED, longer)).entry();

        assertThat(read.model()).isEqualTo("y".repeat(RecordNames.LONGEST));
        assertThat(codec.read(written(Record.Kind.SETTLED, entry)).entry()).isEqualTo(entry);
    }

    /** Before there was a mark for it, what used nothing had all its counts, each of them not reported. */
    @Test
    void readsRecordsThatHaveCountsThoughNothingWasUsed() {
        Entry entry = Exchanges.entry(1, 0).withNothingUsed();
        ByteBuffer marked = written(Record.Kind.SETTLED, entry);
        int counts = 4 + 4 * Long.BYTES;
        ByteBuffer before = ByteBuffer.allocate(RecordCodec.MOST).put(marked.slice(0, counts));
        for (long count : Usage.NONE.counts()) {
            before.putLong(count);
        }
        before.put((byte) Usage.NONE.tier().ordinal())
                .put(marked.position(counts))
                .put(1, (byte) (marked.get(1) & ~8));

        assertThat(codec.read(before.flip())).isEqualTo(new Record(Record.Kind.SETTLED, entry));
    }

    /** Whatever stands there: what is remembered neither changes what is read nor is changed by it. */
    @Test
    void readsDamagedBytesAsItDoesWhenItRemembersNothing() {
        for (int i = 0; i < 50_000; i++) {
            ByteBuffer bytes = written(Record.Kind.SETTLED, entry());
            for (int damage = random.nextInt(4); damage > 0; damage--) {
                bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt(256));
            }
            bytes.limit(random.nextInt(10) == 0 ? random.nextInt(bytes.limit()) : bytes.limit());

            assertThat(read(codec, bytes)).isEqualTo(read(new RecordCodec(), bytes));
        }
    }

    private static Optional<Record> read(RecordCodec codec, ByteBuffer bytes) {
        try {
            return Optional.of(codec.read(bytes.duplicate()));
        } catch (RuntimeException malformed) {
            return Optional.empty();
        }
    }

    private ByteBuffer written(Record.Kind kind, Entry entry) {
        ByteBuffer bytes = ByteBuffer.allocate(RecordCodec.MOST);
        codec.write(bytes, kind, entry);
        return bytes.flip();
    }

    private Entry entry() {
        boolean estimated = random.nextBoolean();
        Usage used = Usage.builder()
                .input(random.nextLong(1_000))
                .output(random.nextLong(1_000))
                .tier(ServiceTier.values()[random.nextInt(ServiceTier.values().length)])
                .origin(estimated ? Usage.Origin.ESTIMATED : Usage.Origin.REPORTED)
                .build();
        boolean unused = !estimated && random.nextBoolean();
        return new Entry(
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                name(),
                random.nextBoolean() ? null : name(),
                name(),
                random.nextBoolean() ? null : name(),
                name(),
                name(),
                random.nextInt(600),
                unused ? Usage.NONE : used,
                estimated,
                random.nextLong(1_000_000),
                name(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt(4) == 0 ? List.of(new Share(name(), 3, 4)) : List.of());
    }

    private String name() {
        String name = NAMES[random.nextInt(NAMES.length)];
        // Not the same object each time, as names that were read are not.
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static Entry named(Entry entry, String model) {
        return new Entry(
                entry.idHigh(),
                entry.idLow(),
                entry.endedEpochMillis(),
                entry.tenant(),
                entry.user(),
                entry.key(),
                entry.role(),
                model,
                entry.provider(),
                entry.status(),
                entry.usage(),
                entry.estimated(),
                entry.picoDollars(),
                entry.priceVersion(),
                entry.prepaid(),
                entry.trial(),
                entry.elsewhere());
    }
}
