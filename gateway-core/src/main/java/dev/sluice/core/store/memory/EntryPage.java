package dev.sluice.core.store.memory;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some entries in columns: two arrays instead of objects, for the collector copies each object that lives for a while
 * and passes an array of numbers without a look. Guarded by its ledger.
 */
final class EntryPage {

    /** Entries of one page. */
    static final int SIZE = 1024;

    private static final int COUNTS_AT = 5;
    private static final int NUMBERS = COUNTS_AT + Usage.COUNTS;
    private static final int TEXTS = 7;
    private static final int ESTIMATED = 1;
    private static final int PREPAID = 2;
    private static final int TRIAL = 4;
    private static final int ESTIMATED_USAGE = 8;
    private static final int STATUS_SHIFT = 32;
    private static final int TIER_SHIFT = 16;
    private static final ServiceTier[] TIERS = ServiceTier.values();

    private final long[] numbers = new long[SIZE * NUMBERS];
    private final @Nullable String[] texts = new String[SIZE * TEXTS];

    @SuppressWarnings("EnumOrdinal") // It never leaves this process.
    void put(int row, Entry entry) {
        int at = row * NUMBERS;
        numbers[at] = entry.idHigh();
        numbers[at + 1] = entry.idLow();
        numbers[at + 2] = entry.endedEpochMillis();
        numbers[at + 3] = entry.picoDollars();
        numbers[at + 4] = (long) entry.status() << STATUS_SHIFT
                | (long) entry.usage().tier().ordinal() << TIER_SHIFT
                | flags(entry);
        System.arraycopy(entry.usage().counts(), 0, numbers, at + COUNTS_AT, Usage.COUNTS);
        int text = row * TEXTS;
        texts[text] = entry.tenant();
        texts[text + 1] = entry.user();
        texts[text + 2] = entry.key();
        texts[text + 3] = entry.role();
        texts[text + 4] = entry.model();
        texts[text + 5] = entry.provider();
        texts[text + 6] = entry.priceVersion();
    }

    Entry get(int row) {
        int at = row * NUMBERS;
        int text = row * TEXTS;
        long packed = numbers[at + 4];
        return new Entry(
                numbers[at],
                numbers[at + 1],
                numbers[at + 2],
                known(text),
                texts[text + 1],
                known(text + 2),
                texts[text + 3],
                known(text + 4),
                known(text + 5),
                (int) (packed >> STATUS_SHIFT),
                usage(at + COUNTS_AT, packed),
                (packed & ESTIMATED) != 0,
                numbers[at + 3],
                known(text + 6),
                (packed & PREPAID) != 0,
                (packed & TRIAL) != 0,
                List.of());
    }

    long idHigh(int row) {
        return numbers[row * NUMBERS];
    }

    long idLow(int row) {
        return numbers[row * NUMBERS + 1];
    }

    long endedEpochMillis(int row) {
        return numbers[row * NUMBERS + 2];
    }

    private String known(int text) {
        return Objects.requireNonNull(texts[text], "nothing was put there");
    }

    private Usage usage(int at, long packed) {
        ServiceTier tier = TIERS[(int) (packed >> TIER_SHIFT) & 0xff];
        Usage.Origin origin = (packed & ESTIMATED_USAGE) != 0 ? Usage.Origin.ESTIMATED : Usage.Origin.REPORTED;
        return Usage.of(Arrays.copyOfRange(numbers, at, at + Usage.COUNTS), tier, origin);
    }

    private static int flags(Entry entry) {
        return (entry.estimated() ? ESTIMATED : 0)
                | (entry.prepaid() ? PREPAID : 0)
                | (entry.trial() ? TRIAL : 0)
                | (entry.usage().isEstimated() ? ESTIMATED_USAGE : 0);
    }
}
