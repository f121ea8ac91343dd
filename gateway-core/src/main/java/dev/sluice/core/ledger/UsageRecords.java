package dev.sluice.core.ledger;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The port to entries as they are asked about and given up. Blocks, but nobody who folds or writes meanwhile.
 * Thread-safe.
 */
public interface UsageRecords {

    /** The most that one exchange adds to a sum of tokens: what a provider reports is not believed without end. */
    long MOST_TOKENS = 1_000_000_000_000L;

    /** Tells sums, as they are read, in the order of their values, times first. */
    void sums(UsageQuery query, int most, Consumer<UsageQuery.Row> to);

    /**
     * Entries in the order in which they ended: a part of them.
     *
     * @param after the last of the part before; null: from the first on
     */
    List<Entry> entries(UsageQuery query, @Nullable Entry after, int most);

    /** How many entries there are; counts no further than {@code most}. */
    int count(UsageQuery query, int most);

    /**
     * Drops entries that ended before an instant. What followed from them stays.
     *
     * @param most how many at once, or several times as many where a store has several in one row
     * @return how many were dropped: {@code most} or more where there may be others
     */
    int prune(long beforeEpochMillis, int most);
}
