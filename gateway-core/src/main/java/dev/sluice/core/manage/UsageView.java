package dev.sluice.core.manage;

import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.ledger.UsageQuery.Row;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What some exchanges used.
 *
 * @param group what they have in common, by column
 * @param estimatedRequests those of which some tokens were counted by the gateway
 */
public record UsageView(
        Map<String, String> group,
        long requests,
        long estimatedRequests,
        long inputTokens,
        long outputTokens,
        long cachedInputTokens,
        long cacheWriteTokens,
        long reasoningTokens,
        BigDecimal usd) {

    private static final int DECIMALS = 12;

    static UsageView of(Row row) {
        Map<String, String> group = new TreeMap<>();
        row.values().forEach((column, value) -> group.put(word(column), value));
        return new UsageView(
                group,
                row.requests(),
                row.estimatedRequests(),
                row.inputTokens(),
                row.outputTokens(),
                row.cachedInputTokens(),
                row.cacheWriteTokens(),
                row.reasoningTokens(),
                new BigDecimal(row.picoDollars(), DECIMALS).stripTrailingZeros());
    }

    static String word(Column column) {
        return column.name().toLowerCase(Locale.ROOT);
    }
}
