package dev.sluice.core.ledger;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which entries are asked for, and by what they are added up.
 *
 * @param fromEpochMillis from when on they ended
 * @param toEpochMillis before when
 * @param only a value for each column that is narrowed; empty: those without
 * @param by the columns whose values are told apart; none: one sum
 */
public record UsageQuery(long fromEpochMillis, long toEpochMillis, Map<Column, String> only, Set<Column> by) {

    public UsageQuery {
        only = Map.copyOf(only);
        by = Set.copyOf(by);
        if (only.containsKey(Column.HOUR) || only.containsKey(Column.DAY)) {
            throw new IllegalArgumentException("times are narrowed by from and to");
        }
    }

    /** The same without what ended before an instant. */
    public UsageQuery from(long epochMillis) {
        return new UsageQuery(Math.max(fromEpochMillis, epochMillis), toEpochMillis, only, by);
    }

    /** The columns of {@link #by} in the order in which rows are: times first. */
    public List<Column> order() {
        return Stream.of(Column.HOUR, Column.DAY, Column.TENANT, Column.USER, Column.KEY, Column.MODEL, Column.PROVIDER)
                .filter(by::contains)
                .toList();
    }

    /** What entries can be told apart by. */
    public enum Column {
        TENANT,
        USER,
        KEY,
        MODEL,
        PROVIDER,
        /** The hour in which they ended, in UTC. */
        HOUR,
        /** The day, in UTC. */
        DAY
    }

    /**
     * What those entries come to that have the same values.
     *
     * @param values of the columns of {@link UsageQuery#by}; hours and days as ISO 8601; empty for no user
     * @param estimatedRequests those of which some tokens were counted by the gateway
     */
    public record Row(
            Map<Column, String> values,
            long requests,
            long estimatedRequests,
            long inputTokens,
            long outputTokens,
            long cachedInputTokens,
            long cacheWriteTokens,
            long reasoningTokens,
            BigInteger picoDollars) {}
}
