package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.ledger.UsageQuery.Row;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of entries, asked about. What is asked for is never part of the SQL, but for columns, which are from a
 * closed list. One thread at a time.
 */
final class UsageTable {

    private static final int MOST_SECONDS = 30;
    private static final BigInteger USD = BigInteger.TEN.pow(12);
    private static final String NAMES = "ended, tenant, user, key, role, model, provider, status, ";
    private static final String USE =
            "input, output, cached_input, cache_write, cache_write_hour, reasoning, estimated,"
                    + " cost, price_version, prepaid, trial, audio_input, audio_output, image_input, image_output,"
                    + " images, queries, tier, origin";

    /** What those have used that used nothing. */
    private static final String NOTHING = nothing();

    /** Both tables with the same columns, each row an entry. */
    private static final String USED = "SELECT id, " + NAMES + USE + " FROM usage";

    private static final String UNUSED = ("SELECT substr(ids, n * %1$d + 1, %1$d) AS id, " + NAMES + NOTHING
                    + " FROM unused CROSS JOIN usage_names ON number = names"
                    + " CROSS JOIN numbers ON n < length(ids) / %1$d")
            .formatted(UnusedInsert.ID_BYTES);

    /** Both again, each row of one entry or of several. */
    private static final String ALL = " FROM (SELECT 1 AS entries, " + NAMES + USE + " FROM usage UNION ALL SELECT "
            + "length(ids) / " + UnusedInsert.ID_BYTES + ", " + NAMES + NOTHING
            + " FROM unused JOIN usage_names ON number = names)";

    private final Connection connection;

    UsageTable(Connection connection) {
        this.connection = connection;
    }

    private static String nothing() {
        Usage none = Usage.NONE;
        return Stream.of(
                        none.input(),
                        none.output(),
                        none.cachedInput(),
                        none.cacheWrite(),
                        none.cacheWriteHour(),
                        none.reasoning(),
                        0,
                        0,
                        "''",
                        0,
                        0,
                        none.audioInput(),
                        none.audioOutput(),
                        none.imageInput(),
                        none.imageOutput(),
                        none.images(),
                        none.queries(),
                        "'" + none.tier() + "'",
                        "'" + none.origin() + "'")
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }

    /** Costs are added up in two parts: all together may be more than a number of SQLite's can hold. */
    void sums(UsageQuery query, int most, Consumer<Row> to) throws SQLException {
        List<Column> by = query.order();
        String columns =
                by.stream().map(UsageTable::expression).map(each -> each + ", ").collect(Collectors.joining());
        String numbers =
                by.stream().map(each -> Integer.toString(by.indexOf(each) + 1)).collect(Collectors.joining(", "));
        String sql = "SELECT " + columns + "sum(entries), sum(estimated), " + tokens("input") + tokens("output")
                + tokens("cached_input") + tokens("cache_write") + tokens("reasoning")
                + "sum(cost / 1000000000000), sum(cost % 1000000000000)" + ALL + where(query)
                + (by.isEmpty() ? "" : " GROUP BY " + numbers + " ORDER BY " + numbers) + " LIMIT ?"
                + (3 + query.only().size());
        try (PreparedStatement statement = prepare(sql)) {
            statement.setInt(bind(statement, query), most);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    to.accept(sum(row, by));
                }
            }
        }
    }

    /** Each table is read in its own order, and no further than is needed. */
    List<Entry> entries(UsageQuery query, @Nullable Entry after, int most) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        UsageQuery rest = after == null ? query : query.from(after.endedEpochMillis());
        int next = 3 + query.only().size();
        String where = where(query) + (after == null ? "" : " AND (ended, id) > (?%d, ?%d)".formatted(next, next + 1));
        int last = after == null ? next : next + 2;
        String sql = USED + where + " UNION ALL " + UNUSED + where + " ORDER BY ended, id LIMIT ?" + last;
        try (PreparedStatement statement = prepare(sql)) {
            bind(statement, rest);
            if (after != null) {
                statement.setLong(next, after.endedEpochMillis());
                statement.setBytes(next + 1, LedgerTables.id(after));
            }
            statement.setInt(last, most);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
        }
        return entries;
    }

    int count(UsageQuery query, int most) throws SQLException {
        try (PreparedStatement statement = prepare("SELECT coalesce(sum(entries), 0) FROM (SELECT entries" + ALL
                + where(query) + " LIMIT ?" + (3 + query.only().size()) + ")")) {
            statement.setInt(bind(statement, query), most);
            try (ResultSet row = statement.executeQuery()) {
                return (int) Math.min(most, row.getLong(1));
            }
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(MOST_SECONDS);
        return statement;
    }

    private static String tokens(String column) {
        return "sum(min(max(" + column + ", 0), " + UsageRecords.MOST_TOKENS + ")), ";
    }

    /** With numbered parameters, so that it may stand in a statement more than once. */
    private static String where(UsageQuery query) {
        StringBuilder where = new StringBuilder(" WHERE ended >= ?1 AND ended < ?2");
        int next = 3;
        for (Column column : query.only().keySet().stream().sorted().toList()) {
            where.append(" AND ").append(expression(column)).append(" = ?").append(next++);
        }
        return where.toString();
    }

    /** Fills in what {@link #where} leaves open; the number of the next parameter. */
    private static int bind(PreparedStatement statement, UsageQuery query) throws SQLException {
        statement.setLong(1, query.fromEpochMillis());
        statement.setLong(2, query.toEpochMillis());
        int next = 3;
        for (Column column : query.only().keySet().stream().sorted().toList()) {
            statement.setString(next++, query.only().get(column));
        }
        return next;
    }

    private static String expression(Column column) {
        return switch (column) {
            case TENANT -> "tenant";
            case USER -> "coalesce(user, '')";
            case KEY -> "key";
            case MODEL -> "model";
            case PROVIDER -> "provider";
            case HOUR -> "ended / 3600000";
            case DAY -> "ended / 86400000";
        };
    }

    private static Row sum(ResultSet row, List<Column> by) throws SQLException {
        Map<Column, String> values = new EnumMap<>(Column.class);
        int next = 1;
        for (Column column : by) {
            values.put(column, value(column, row, next++));
        }
        return new Row(
                values,
                row.getLong(next),
                row.getLong(next + 1),
                row.getLong(next + 2),
                row.getLong(next + 3),
                row.getLong(next + 4),
                row.getLong(next + 5),
                row.getLong(next + 6),
                BigInteger.valueOf(row.getLong(next + 7)).multiply(USD).add(BigInteger.valueOf(row.getLong(next + 8))));
    }

    private static String value(Column column, ResultSet row, int index) throws SQLException {
        return switch (column) {
            case HOUR -> Instant.ofEpochSecond(row.getLong(index) * 3_600).toString();
            case DAY -> LocalDate.ofEpochDay(row.getLong(index)).toString();
            default -> row.getString(index);
        };
    }

    private static Entry entry(ResultSet row) throws SQLException {
        ByteBuffer id = ByteBuffer.wrap(row.getBytes(1));
        return new Entry(
                id.getLong(),
                id.getLong(),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                usage(row),
                row.getInt(16) != 0,
                row.getLong(17),
                row.getString(18),
                row.getInt(19) != 0,
                row.getInt(20) != 0,
                List.of());
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return Usage.builder()
                .input(row.getLong(10))
                .output(row.getLong(11))
                .cachedInput(row.getLong(12))
                .cacheWrite(row.getLong(13))
                .cacheWriteHour(row.getLong(14))
                .reasoning(row.getLong(15))
                .audioInput(row.getLong(21))
                .audioOutput(row.getLong(22))
                .imageInput(row.getLong(23))
                .imageOutput(row.getLong(24))
                .images(row.getLong(25))
                .queries(row.getLong(26))
                .tier(ServiceTier.valueOf(row.getString(27)))
                .origin(Usage.Origin.valueOf(row.getString(28)))
                .build();
    }
}
