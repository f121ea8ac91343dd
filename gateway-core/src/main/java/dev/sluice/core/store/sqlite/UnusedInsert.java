package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.ExchangeId;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes entries that used nothing, as those of cached answers, into a table of their own. There may be very many of
 * them: their names stand elsewhere, once, and entries that differ in their ids alone, as many of the same millisecond
 * do, are one row, which has their ids one after the other. One thread at a time.
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

    static final int ID_BYTES = 16;

    /** Ids of one row at the most: with more of them a page of the file would not hold several rows. */
    static final int MOST = 48;

    /** The step that has a row be of several entries; by the numbers each of them is found. */
    static final String ROWS_OF_SEVERAL = """
            ALTER TABLE unused RENAME COLUMN id TO ids;
            CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT;
            INSERT INTO numbers WITH RECURSIVE up (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up LIMIT %d)
                SELECT n FROM up""".formatted(MOST);

    private final UsageNames names;
    private final PreparedStatement insert;
    private final PreparedStatement find;

    UnusedInsert(Connection connection) throws SQLException {
        names = new UsageNames(connection);
        insert = connection.prepareStatement("INSERT INTO unused (ended, ids, names, status) VALUES (?, ?, ?, ?)");
        find = connection.prepareStatement("SELECT ids FROM unused WHERE ended = ?");
    }

    /** All that an entry has but its id. */
    private record Alike(long ended, long names, int status) {}

    /** Inserts entries, and adds those that were new. */
    void insert(List<Entry> entries, List<Entry> added) throws SQLException {
        Map<Alike, List<Entry>> groups = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Alike alike = new Alike(entry.endedEpochMillis(), names.number(entry), entry.status());
            groups.computeIfAbsent(alike, first -> new ArrayList<>()).add(entry);
        }
        Map<Long, Set<ExchangeId>> there = new HashMap<>();
        for (Map.Entry<Alike, List<Entry>> each : groups.entrySet()) {
            Alike alike = each.getKey();
            Set<ExchangeId> known = there.get(alike.ended());
            if (known == null) {
                known = idsAt(alike.ended(), each.getValue().size());
                there.put(alike.ended(), known);
            }
            insert(alike, each.getValue(), known, added);
        }
    }

    /** @param there ids of the same millisecond, whatever else they have */
    private void insert(Alike alike, List<Entry> group, Set<ExchangeId> there, List<Entry> added) throws SQLException {
        ByteBuffer ids = ByteBuffer.allocate(ID_BYTES * MOST);
        for (Entry each : group) {
            if (!there.add(each.exchangeId())) {
                continue;
            }
            ids.putLong(each.idHigh()).putLong(each.idLow());
            added.add(each);
            if (!ids.hasRemaining()) {
                insert(alike, ids);
            }
        }
        if (ids.position() > 0) {
            insert(alike, ids);
        }
    }

    /** @param more how many will be added */
    private Set<ExchangeId> idsAt(long ended, int more) throws SQLException {
        Set<ExchangeId> there = new HashSet<>(2 * more);
        find.setLong(1, ended);
        try (ResultSet rows = find.executeQuery()) {
            while (rows.next()) {
                ByteBuffer ids = ByteBuffer.wrap(rows.getBytes(1));
                while (ids.hasRemaining()) {
                    there.add(new ExchangeId(ids.getLong(), ids.getLong()));
                }
            }
        }
        return there;
    }

    private void insert(Alike alike, ByteBuffer ids) throws SQLException {
        byte[] all = new byte[ids.flip().remaining()];
        ids.get(all).clear();
        insert.setLong(1, alike.ended());
        insert.setBytes(2, all);
        insert.setLong(3, alike.names());
        insert.setInt(4, alike.status());
        insert.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        names.close();
        insert.close();
        find.close();
    }
}
