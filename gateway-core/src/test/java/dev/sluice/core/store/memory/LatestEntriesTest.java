package dev.sluice.core.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The latest entries, against a plain list of them. */
final class LatestEntriesTest {

    private static final long SEED = 20_261_126;

    private final LatestEntries latest = new LatestEntries(2_500);

    private static Entry entry(long high, long low, long ended, Random random) {
        long[] counts = random.longs(Usage.COUNTS, -1, 1L << 40).toArray();
        Usage.Origin origin = random.nextBoolean() ? Usage.Origin.ESTIMATED : Usage.Origin.REPORTED;
        ServiceTier tier = ServiceTier.values()[random.nextInt(ServiceTier.values().length)];
        return new Entry(
                high,
                low,
                ended,
                "tenant",
                random.nextBoolean() ? null : "user",
                "key" + random.nextInt(5),
                random.nextBoolean() ? null : "role",
                "model",
                "provider",
                random.nextInt(600),
                Usage.of(counts, tier, origin),
                random.nextBoolean(),
                random.nextLong() >>> 1,
                "1",
                random.nextBoolean(),
                random.nextBoolean(),
                List.of());
    }

    private List<Entry> kept() {
        List<Entry> kept = new ArrayList<>();
        latest.forEach(kept::add);
        return kept;
    }

    @Test
    void areThoseThatCameLastEachOnceAsTheyWere() {
        Random random = new Random(SEED);
        List<Entry> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            // Of so few ids some come again while they are known, and some when they have been forgotten.
            Entry entry = entry(random.nextInt(2), random.nextInt(4_000), i, random);
            boolean known = expected.stream()
                    .anyMatch(each -> each.idHigh() == entry.idHigh() && each.idLow() == entry.idLow());
            assertThat(latest.add(entry)).as("entry %d", i).isEqualTo(!known);
            if (!known) {
                expected.add(entry);
                if (expected.size() > 2_500) {
                    expected.remove(0);
                }
            }
        }
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void loseThoseThatEndedBeforeAndTakeThemAgain() {
        Random random = new Random(SEED);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            entries.add(entry(7, i, i, random));
            latest.add(entries.get(i));
        }
        assertThat(latest.removeEndedBefore(1_500, 1_000)).isEqualTo(1_000);
        assertThat(latest.removeEndedBefore(1_500, 1_000)).isEqualTo(500);
        assertThat(latest.removeEndedBefore(1_500, 1_000)).isZero();
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(entries.subList(1_500, 2_000));

        assertThat(latest.add(entries.get(3))).isTrue();
        assertThat(latest.add(entries.get(1_999))).isFalse();
    }
}
