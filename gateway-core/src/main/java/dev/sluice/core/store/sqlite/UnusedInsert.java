package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes entries that used nothing, as those of cached answers, into a table of their own. There may be very many of
 * them, and binding a value costs about what it costs to store it: their names stand elsewhere, once, and entries that
 * differ in their ids alone, as many of the same millisecond do, are one statement, which has their ids in one value.
 * One thread at a time.
 */
final class UnusedInsert implements AutoCloseable {

    /** The step of the schema that makes the tables. An entry is in one of the two, whichever way it comes. */
    static final String STEP = """
            CREATE TABLE unused (
                ended INTEGER NOT NULL,
                id BLOB NOT NULL,
                names INTEGER NOT NULL,
                status INTEGER NOT NULL,
                PRIMARY KEY (ended, id)
            ) STRICT, WITHOUT ROWID;
            %s""".formatted(UsageNames.TABLE);

    private static final int ID_BYTES = 16;

    /** Below, row by row is as fast. */
    private static final int FEW = 3;

    /** In one statement at the most. */
    private static final int MOST = 128;

    private static final String INTO = "INSERT INTO unused (id, ended, names, status) ";

    private final UsageNames names;
    private final PreparedStatement one;
    private final PreparedStatement many;

    UnusedInsert(Connection connection) throws SQLException {
        names = new UsageNames(connection);
        one = connection.prepareStatement(INTO + "VALUES (?, ?, ?, ?) ON CONFLICT (ended, id) DO NOTHING");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE IF NOT EXISTS numbers (n INTEGER PRIMARY KEY)");
            statement.execute("INSERT OR IGNORE INTO numbers WITH RECURSIVE up (n) AS"
                    + " (SELECT 0 UNION ALL SELECT n + 1 FROM up LIMIT " + MOST + ") SELECT n FROM up");
        }
        many = connection.prepareStatement(INTO + "SELECT substr(?, n * " + ID_BYTES + " + 1, " + ID_BYTES
                + "), ?, ?, ? FROM temp.numbers WHERE n < ?");
    }

    /** All that an entry has but its id. */
    private record Alike(long ended, long names, int status) {}

    /** Inserts rows, and adds those that were new. */
    void insert(List<Entry> rows, List<Entry> added) throws SQLException {
        Map<Alike, List<Entry>> groups = new LinkedHashMap<>();
        for (Entry row : rows) {
            Alike alike = new Alike(row.endedEpochMillis(), names.number(row), row.status());
            groups.computeIfAbsent(alike, first -> new ArrayList<>()).add(row);
        }
        List<Entry> single = new ArrayList<>();
        for (Map.Entry<Alike, List<Entry>> each : groups.entrySet()) {
            List<Entry> group = each.getValue();
            if (group.size() >= FEW && group.size() <= MOST && insertAll(each.getKey(), group)) {
                added.addAll(group);
            } else {
                for (Entry entry : group) {
                    bind(one, each.getKey(), LedgerTables.id(entry));
                    one.addBatch();
                    single.add(entry);
                }
            }
        }
        UsageInsert.execute(one, single, added);
    }

    /** All of them or none; false: not all of them are new. */
    private boolean insertAll(Alike alike, List<Entry> group) throws SQLException {
        ByteBuffer ids = ByteBuffer.allocate(ID_BYTES * group.size());
        for (Entry each : group) {
            ids.putLong(each.idHigh()).putLong(each.idLow());
        }
        bind(many, alike, ids.array());
        many.setInt(5, group.size());
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

    private static void bind(PreparedStatement row, Alike alike, byte[] ids) throws SQLException {
        row.setBytes(1, ids);
        row.setLong(2, alike.ended());
        row.setLong(3, alike.names());
        row.setInt(4, alike.status());
    }

    @Override
    public void close() throws SQLException {
        names.close();
        one.close();
        many.close();
    }
}
