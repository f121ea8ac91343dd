package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Writes entries: those that used something into the table {@code usage}. One thread at a time. */
final class UsageInsert implements AutoCloseable {

    private static final int MOST_ROWS = 80;

    /** Of those that used nothing, for which less is written. */
    private static final int MOST_UNUSED_ROWS = 512;

    /** Between some rows and the next: an event loop that has the same processor is not kept from it for long. */
    private static final long REST_NANOS = 50_000;

    private static final String COLUMNS =
            "id, ended, tenant, user, key, role, model, provider, status, estimated, cost,"
                    + " price_version, prepaid, trial, input, output, cached_input, cache_write, reasoning,"
                    + " cache_write_hour, audio_input, audio_output, image_input, image_output,"
                    + " images, queries, tier, origin";

    private final PreparedStatement insert;
    private final UnusedInsert unused;

    UsageInsert(Connection connection) throws SQLException {
        insert = connection.prepareStatement("INSERT INTO usage (" + COLUMNS + ") VALUES (?"
                + ", ?".repeat(COLUMNS.split(",", -1).length - 1) + ") ON CONFLICT (ended, id) DO NOTHING");
        unused = new UnusedInsert(connection);
    }

    /** Inserts rows of which those are new that it gives back, in no particular order. */
    List<Entry> insert(List<Entry> entries) throws SQLException {
        List<Entry> added = new ArrayList<>(entries.size());
        List<Entry> used = new ArrayList<>();
        List<Entry> others = new ArrayList<>();
        for (Entry entry : entries) {
            (hasUsedNothing(entry) ? others : used).add(entry);
        }
        for (int from = 0; from < used.size(); from += MOST_ROWS) {
            rest(from);
            insertUsed(used.subList(from, Math.min(from + MOST_ROWS, used.size())), added);
        }
        for (int from = 0; from < others.size(); from += MOST_UNUSED_ROWS) {
            rest(from + used.size());
            unused.insert(others.subList(from, Math.min(from + MOST_UNUSED_ROWS, others.size())), added);
        }
        return added;
    }

    private void rest(int rowsBefore) {
        if (rowsBefore > 0) {
            LockSupport.parkNanos(this, REST_NANOS);
        }
    }

    /** A batch binds and steps row by row, as single updates do, but for half of their price. Adds what was new. */
    private void insertUsed(List<Entry> rows, List<Entry> added) throws SQLException {
        for (Entry entry : rows) {
            bind(entry);
            insert.addBatch();
        }
        int[] changed = insert.executeBatch();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == 1) {
                added.add(rows.get(i));
            }
        }
    }

    private static boolean hasUsedNothing(Entry entry) {
        return entry.picoDollars() == 0
                && !entry.estimated()
                && !entry.prepaid()
                && !entry.trial()
                && entry.priceVersion().isEmpty()
                && entry.usage().equals(Usage.NONE);
    }

    private void bind(Entry entry) throws SQLException {
        int at = 1;
        insert.setBytes(at++, LedgerTables.id(entry));
        insert.setLong(at++, entry.endedEpochMillis());
        insert.setString(at++, entry.tenant());
        insert.setString(at++, entry.user());
        insert.setString(at++, entry.key());
        insert.setString(at++, entry.role());
        insert.setString(at++, entry.model());
        insert.setString(at++, entry.provider());
        insert.setInt(at++, entry.status());
        insert.setInt(at++, entry.estimated() ? 1 : 0);
        insert.setLong(at++, entry.picoDollars());
        insert.setString(at++, entry.priceVersion());
        insert.setInt(at++, entry.prepaid() ? 1 : 0);
        insert.setInt(at++, entry.trial() ? 1 : 0);
        for (long count : entry.usage().counts()) {
            insert.setLong(at++, count);
        }
        insert.setString(at++, entry.usage().tier().name());
        insert.setString(at, entry.usage().origin().name());
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        unused.close();
    }
}
