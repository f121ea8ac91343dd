package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Writes entries into the table {@code usage}, of which those that used nothing cost less. One thread at a time. */
final class UsageInsert implements AutoCloseable {

    private static final int MOST_ROWS = 80;

    /** Between some rows and the next: an event loop that has the same processor is not kept from it for long. */
    private static final long REST_NANOS = 50_000;

    /** What every entry has. */
    static final List<String> NAMES =
            List.of("id", "ended", "tenant", "user", "key", "role", "model", "provider", "status");

    /** What an entry has that used something. */
    static final List<String> USE = List.of(
            "estimated",
            "cost",
            "price_version",
            "prepaid",
            "trial",
            "input",
            "output",
            "cached_input",
            "cache_write",
            "reasoning",
            "cache_write_hour",
            "audio_input",
            "audio_output",
            "image_input",
            "image_output",
            "images",
            "queries",
            "tier",
            "origin");

    private final PreparedStatement whole;
    private final UnusedInsert unused;

    UsageInsert(Connection connection) throws SQLException {
        int bound = NAMES.size() + USE.size();
        whole = connection.prepareStatement(
                into() + " VALUES (?" + ", ?".repeat(bound - 1) + ") ON CONFLICT (ended, id) DO NOTHING");
        unused = new UnusedInsert(connection);
    }

    static String into() {
        return "INSERT INTO usage (" + String.join(", ", NAMES) + ", " + String.join(", ", USE) + ")";
    }

    /**
     * Inserts rows of which those are new that it gives back, in no particular order. A batch binds and steps row by
     * row, as single updates do, but for half of their price.
     */
    List<Entry> insert(List<Entry> entries) throws SQLException {
        List<Entry> added = new ArrayList<>(entries.size());
        List<Entry> used = new ArrayList<>(MOST_ROWS);
        List<Entry> others = new ArrayList<>(MOST_ROWS);
        for (int from = 0; from < entries.size(); from += MOST_ROWS) {
            used.clear();
            others.clear();
            for (Entry entry : entries.subList(from, Math.min(from + MOST_ROWS, entries.size()))) {
                (hasUsedNothing(entry) ? others : used).add(entry);
            }
            insertWhole(used, added);
            unused.insert(others, added);
            if (from + MOST_ROWS < entries.size()) {
                LockSupport.parkNanos(this, REST_NANOS);
            }
        }
        return added;
    }

    private void insertWhole(List<Entry> rows, List<Entry> added) throws SQLException {
        for (Entry entry : rows) {
            bind(whole, entry);
            bindUse(entry);
            whole.addBatch();
        }
        execute(whole, rows, added);
    }

    private static boolean hasUsedNothing(Entry entry) {
        return entry.picoDollars() == 0
                && !entry.estimated()
                && !entry.prepaid()
                && !entry.trial()
                && entry.priceVersion().isEmpty()
                && entry.usage().equals(Usage.NONE);
    }

    /** Executes a batch, and tells which of its rows were new. */
    static void execute(PreparedStatement statement, List<Entry> rows, List<Entry> added) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        int[] changed = statement.executeBatch();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == 1) {
                added.add(rows.get(i));
            }
        }
    }

    /** Binds what every entry has. */
    static void bind(PreparedStatement row, Entry entry) throws SQLException {
        row.setBytes(1, LedgerTables.id(entry));
        row.setLong(2, entry.endedEpochMillis());
        row.setString(3, entry.tenant());
        row.setString(4, entry.user());
        row.setString(5, entry.key());
        row.setString(6, entry.role());
        row.setString(7, entry.model());
        row.setString(8, entry.provider());
        row.setInt(9, entry.status());
    }

    private void bindUse(Entry entry) throws SQLException {
        int at = NAMES.size() + 1;
        whole.setInt(at++, entry.estimated() ? 1 : 0);
        whole.setLong(at++, entry.picoDollars());
        whole.setString(at++, entry.priceVersion());
        whole.setInt(at++, entry.prepaid() ? 1 : 0);
        whole.setInt(at++, entry.trial() ? 1 : 0);
        for (long count : entry.usage().counts()) {
            whole.setLong(at++, count);
        }
        whole.setString(at++, entry.usage().tier().name());
        whole.setString(at, entry.usage().origin().name());
    }

    @Override
    public void close() throws SQLException {
        whole.close();
        unused.close();
    }
}
