package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Writes entries into the table {@code usage}. A value that is bound costs about what it costs to store it: of an entry
 * that used nothing, as a cached answer's, only the few that it has are. One thread at a time.
 */
final class UsageInsert implements AutoCloseable {

    private static final int MOST_ROWS = 80;

    /** Between some rows and the next: an event loop that has the same processor is not kept from it for long. */
    private static final long REST_NANOS = 50_000;

    private static final String NAMES = "id, ended, tenant, user, key, role, model, provider, status";
    private static final int NAMED = NAMES.split(",", -1).length;
    private static final String REST = ", estimated, cost, price_version, prepaid, trial, input, output, cached_input,"
            + " cache_write, reasoning, cache_write_hour, audio_input, audio_output, image_input, image_output, images,"
            + " queries, tier, origin";
    private static final String NOTHING = ", 0, 0, '', 0, 0, "
            + LongStream.of(Usage.NONE.counts()).mapToObj(Long::toString).collect(Collectors.joining(", "))
            + ", '" + Usage.NONE.tier() + "', '" + Usage.NONE.origin() + "'";

    private final PreparedStatement whole;
    private final PreparedStatement unused;

    UsageInsert(Connection connection) throws SQLException {
        whole = connection.prepareStatement(sql(NAMED + REST.split(",", -1).length - 1, ""));
        unused = connection.prepareStatement(sql(NAMED, NOTHING));
    }

    private static String sql(int bound, String literals) {
        return "INSERT INTO usage (" + NAMES + REST + ") VALUES (?" + ", ?".repeat(bound - 1) + literals
                + ") ON CONFLICT (ended, id) DO NOTHING";
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
                if (hasUsedNothing(entry)) {
                    bind(unused, entry);
                    unused.addBatch();
                    others.add(entry);
                } else {
                    bind(whole, entry);
                    bindUse(entry);
                    whole.addBatch();
                    used.add(entry);
                }
            }
            execute(whole, used, added);
            execute(unused, others, added);
            if (from + MOST_ROWS < entries.size()) {
                LockSupport.parkNanos(this, REST_NANOS);
            }
        }
        return added;
    }

    private static boolean hasUsedNothing(Entry entry) {
        return entry.picoDollars() == 0
                && !entry.estimated()
                && !entry.prepaid()
                && !entry.trial()
                && entry.priceVersion().isEmpty()
                && entry.usage().equals(Usage.NONE);
    }

    private static void execute(PreparedStatement statement, List<Entry> rows, List<Entry> added) throws SQLException {
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

    private static void bind(PreparedStatement row, Entry entry) throws SQLException {
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
        int at = NAMED + 1;
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
