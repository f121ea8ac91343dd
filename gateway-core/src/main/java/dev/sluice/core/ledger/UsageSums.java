package dev.sluice.core.ledger;

import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.ledger.UsageQuery.Row;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds entries up as a query wants it, where no database does. Single-threaded. */
public final class UsageSums {

    private final List<Column> by;
    private final Map<String, Row> rows = new TreeMap<>();

    public UsageSums(UsageQuery query) {
        by = query.order();
        if (by.isEmpty()) {
            rows.put("", nothing(Map.of()));
        }
    }

    /** Whether an entry is asked for. */
    public static boolean matches(UsageQuery query, Entry entry) {
        return entry.endedEpochMillis() >= query.fromEpochMillis()
                && entry.endedEpochMillis() < query.toEpochMillis()
                && query.only().entrySet().stream()
                        .allMatch(each -> value(each.getKey(), entry).equals(each.getValue()));
    }

    public void add(Entry entry) {
        Map<Column, String> values = new EnumMap<>(Column.class);
        by.forEach(column -> values.put(column, value(column, entry)));
        // No name has a zero in it, so that rows are in the order of their values, one after the other.
        String key = String.join("\0", by.stream().map(values::get).toList());
        rows.put(key, plus(rows.getOrDefault(key, nothing(values)), entry));
    }

    /** The sums in the order of their values. */
    public List<Row> rows() {
        return new ArrayList<>(rows.values());
    }

    private static Row nothing(Map<Column, String> values) {
        return new Row(values, 0, 0, 0, 0, 0, 0, 0, BigInteger.ZERO);
    }

    private static Row plus(Row row, Entry entry) {
        return new Row(
                row.values(),
                row.requests() + 1,
                row.estimatedRequests() + (entry.estimated() ? 1 : 0),
                row.inputTokens() + tokens(entry.usage().input()),
                row.outputTokens() + tokens(entry.usage().output()),
                row.cachedInputTokens() + tokens(entry.usage().cachedInput()),
                row.cacheWriteTokens() + tokens(entry.usage().cacheWrite()),
                row.reasoningTokens() + tokens(entry.usage().reasoning()),
                row.picoDollars().add(BigInteger.valueOf(entry.picoDollars())));
    }

    private static long tokens(long reported) {
        return Math.min(Math.max(reported, 0), UsageRecords.MOST_TOKENS);
    }

    private static String value(Column column, Entry entry) {
        Instant ended = Instant.ofEpochMilli(entry.endedEpochMillis());
        return switch (column) {
            case TENANT -> entry.tenant();
            case USER -> entry.user() == null ? "" : entry.user();
            case KEY -> entry.key();
            case MODEL -> entry.model();
            case PROVIDER -> entry.provider();
            case HOUR -> ended.truncatedTo(ChronoUnit.HOURS).toString();
            case DAY -> LocalDate.ofInstant(ended, ZoneOffset.UTC).toString();
        };
    }
}
