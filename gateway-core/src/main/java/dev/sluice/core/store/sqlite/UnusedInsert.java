package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries that used nothing, as those of cached answers. There may be very many of them, and binding a value
 * costs more than storing it: entries that differ in their ids alone, as many of the same millisecond do, are one
 * statement, which has their ids in one value. One thread at a time.
 */
final class UnusedInsert implements AutoCloseable {

    private static final int ID_BYTES = 16;

    /** Below, row by row is faster. */
    private static final int FEW = 4;

    /** In one statement at the most. */
    private static final int MOST = 128;

    private static final String NOTHING = ", 0, 0, '', 0, 0, "
            + LongStream.of(Usage.NONE.counts()).mapToObj(Long::toString).collect(Collectors.joining(", "))
            + ", '" + Usage.NONE.tier() + "', '" + Usage.NONE.origin() + "'";

    private final PreparedStatement one;
    private final PreparedStatement many;

    UnusedInsert(Connection connection) throws SQLException {
        String others = ", ?".repeat(UsageInsert.NAMES.size() - 1);
        one = connection.prepareStatement(
                UsageInsert.into() + " VALUES (?" + others + NOTHING + ") ON CONFLICT (ended, id) DO NOTHING");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE IF NOT EXISTS numbers (n INTEGER PRIMARY KEY)");
            statement.execute("INSERT OR IGNORE INTO numbers WITH RECURSIVE up (n) AS"
                    + " (SELECT 0 UNION ALL SELECT n + 1 FROM up LIMIT " + MOST + ") SELECT n FROM up");
        }
        many = connection.prepareStatement(UsageInsert.into() + " SELECT substr(?, n * " + ID_BYTES + " + 1, "
                + ID_BYTES + ")" + others + NOTHING + " FROM temp.numbers WHERE n < ?");
    }

    /** All that an entry has but its id. */
    private record Alike(
            long ended,
            String tenant,
            @Nullable String user,
            String key,
            @Nullable String role,
            String model,
            String provider,
            int status) {

        static Alike of(Entry entry) {
            return new Alike(
                    entry.endedEpochMillis(),
                    entry.tenant(),
                    entry.user(),
                    entry.key(),
                    entry.role(),
                    entry.model(),
                    entry.provider(),
                    entry.status());
        }
    }

    /** Inserts rows, and adds those that were new. */
    void insert(List<Entry> rows, List<Entry> added) throws SQLException {
        Map<Alike, List<Entry>> groups = new LinkedHashMap<>();
        for (Entry row : rows) {
            groups.computeIfAbsent(Alike.of(row), alike -> new ArrayList<>()).add(row);
        }
        List<Entry> single = new ArrayList<>();
        for (List<Entry> group : groups.values()) {
            if (group.size() < FEW || group.size() > MOST || !insertAll(group)) {
                single.addAll(group);
            } else {
                added.addAll(group);
            }
        }
        insertEach(single, added);
    }

    /** All of them or none; false: not all of them are new. */
    private boolean insertAll(List<Entry> group) throws SQLException {
        ByteBuffer ids = ByteBuffer.allocate(ID_BYTES * group.size());
        for (Entry each : group) {
            ids.putLong(each.idHigh()).putLong(each.idLow());
        }
        UsageInsert.bind(many, group.get(0));
        many.setBytes(1, ids.array());
        many.setInt(UsageInsert.NAMES.size() + 1, group.size());
        try {
            many.executeUpdate();
            return true;
        } catch (SQLException e) {
            if (StoreFile.isConstraint(e)) {
                return false;
            }
            throw e;
        }
    }

    private void insertEach(List<Entry> rows, List<Entry> added) throws SQLException {
        for (Entry entry : rows) {
            UsageInsert.bind(one, entry);
            one.addBatch();
        }
        UsageInsert.execute(one, rows, added);
    }

    @Override
    public void close() throws SQLException {
        one.close();
        many.close();
    }
}
