package dev.sluice.core.store.sqlite;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Ledger.TrialUse;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.ledger.Sums;
import dev.sluice.core.ledger.Sums.Sum;
import dev.sluice.core.store.Moved;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The tables of the ledger, written: entries, sums, trials, and with them credits. One thread at a time. */
final class LedgerTables implements AutoCloseable {

    /** The step of the schema that makes them. */
    static final String STEP = """
            CREATE TABLE usage (
                ended INTEGER NOT NULL,
                id BLOB NOT NULL,
                tenant TEXT NOT NULL,
                user TEXT,
                key TEXT NOT NULL,
                role TEXT,
                model TEXT NOT NULL,
                provider TEXT NOT NULL,
                status INTEGER NOT NULL,
                input INTEGER NOT NULL,
                output INTEGER NOT NULL,
                cached_input INTEGER NOT NULL,
                cache_write INTEGER NOT NULL,
                cache_write_hour INTEGER NOT NULL,
                reasoning INTEGER NOT NULL,
                estimated INTEGER NOT NULL,
                cost INTEGER NOT NULL,
                price_version TEXT NOT NULL,
                prepaid INTEGER NOT NULL,
                trial INTEGER NOT NULL,
                audio_input INTEGER NOT NULL,
                audio_output INTEGER NOT NULL,
                image_input INTEGER NOT NULL,
                image_output INTEGER NOT NULL,
                images INTEGER NOT NULL,
                queries INTEGER NOT NULL,
                tier TEXT NOT NULL,
                origin TEXT NOT NULL,
                PRIMARY KEY (ended, id)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE spend (
                scope TEXT NOT NULL,
                id TEXT NOT NULL,
                day INTEGER NOT NULL,
                day_requests INTEGER NOT NULL,
                day_tokens INTEGER NOT NULL,
                day_cost INTEGER NOT NULL,
                month INTEGER NOT NULL,
                month_requests INTEGER NOT NULL,
                month_tokens INTEGER NOT NULL,
                month_cost INTEGER NOT NULL,
                PRIMARY KEY (scope, id)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE balances (user TEXT NOT NULL PRIMARY KEY, credits INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE credit_changes (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                user TEXT NOT NULL,
                idempotency_key TEXT NOT NULL,
                credits INTEGER NOT NULL,
                balance INTEGER NOT NULL,
                made INTEGER NOT NULL,
                UNIQUE (user, idempotency_key)
            ) STRICT;
            CREATE INDEX credit_changes_of_user ON credit_changes (user);
            CREATE TABLE trial_use (
                user TEXT NOT NULL PRIMARY KEY,
                requests INTEGER NOT NULL,
                tokens INTEGER NOT NULL,
                cost INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID""";

    private final Connection connection;
    private final UsageInsert usage;
    private final PreparedStatement sum;
    private final PreparedStatement trial;
    private final CreditTable credits;

    LedgerTables(Connection connection) throws SQLException {
        this.connection = connection;
        usage = new UsageInsert(connection);
        sum = connection.prepareStatement("INSERT INTO spend VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?4, ?5, ?6)"
                + " ON CONFLICT (scope, id) DO UPDATE SET " + latest("day") + ", " + latest("month"));
        trial = connection.prepareStatement("""
                INSERT INTO trial_use (user, requests, tokens, cost) VALUES (?, ?, ?, ?)
                ON CONFLICT (user) DO UPDATE SET requests = requests + excluded.requests,
                    tokens = min(tokens + excluded.tokens, %1$d),
                    cost = min(cost + excluded.cost, %1$d)""".formatted(Sums.MOST));
        credits = new CreditTable(connection);
    }

    /** Adds entries and what follows from them, within the transaction that is open. */
    void fold(List<Entry> entries) throws SQLException {
        Sums sums = new Sums();
        Map<String, Sum> paid = new LinkedHashMap<>();
        Map<String, Sum> tried = new LinkedHashMap<>();
        for (Entry entry : usage.insert(withoutLost(entries))) {
            sums.add(entry);
            String user = entry.user();
            if (user != null && (entry.prepaid() || entry.trial())) {
                (entry.prepaid() ? paid : tried).merge(user, Sums.of(entry), Sum::plus);
            }
        }
        for (Map.Entry<String, Sum> each : paid.entrySet()) {
            credits.add(each.getKey(), -each.getValue().picoDollars());
        }
        for (Map.Entry<String, Sum> each : tried.entrySet()) {
            tried(each.getKey(), each.getValue());
        }
        for (Map.Entry<Sums.Key, Sum> each : sums.all().entrySet()) {
            // What a day has used its month has, too: one row holds both.
            if (each.getKey().period() == Period.DAY) {
                add(each.getKey(), each.getValue());
            }
        }
    }

    /** Adds entries, and nothing that follows from them, within the transaction that is open. */
    void keep(List<Entry> entries) throws SQLException {
        usage.insert(entries);
    }

    /** Writes what moves in as it is, within the transaction that is open. */
    void put(Moved part) throws SQLException {
        new MovedRows(connection).put(part, this);
    }

    /** Without those that were cut short, where what ended later is there. */
    private List<Entry> withoutLost(List<Entry> entries) throws SQLException {
        Set<ByteBuffer> settled = settledOf(entries);
        return settled.isEmpty()
                ? entries
                : entries.stream()
                        .filter(each -> !each.wasCutShort() || !settled.contains(ByteBuffer.wrap(id(each))))
                        .toList();
    }

    /** The ids of entries that were cut short of which others are there that ended later: one look at all since. */
    private Set<ByteBuffer> settledOf(List<Entry> entries) throws SQLException {
        Set<ByteBuffer> cutShort = new HashSet<>();
        long first = Long.MAX_VALUE;
        for (Entry entry : entries) {
            if (entry.wasCutShort()) {
                cutShort.add(ByteBuffer.wrap(id(entry)));
                first = Math.min(first, entry.endedEpochMillis());
            }
        }
        Set<ByteBuffer> settled = new HashSet<>();
        if (cutShort.isEmpty()) {
            return settled;
        }
        try (PreparedStatement later = connection.prepareStatement(
                "SELECT id FROM usage WHERE ended > ?1 UNION ALL SELECT ids FROM unused WHERE ended > ?1")) {
            later.setLong(1, first);
            try (ResultSet rows = later.executeQuery()) {
                while (rows.next()) {
                    byte[] ids = rows.getBytes(1);
                    for (int at = 0; at < ids.length; at += UnusedInsert.ID_BYTES) {
                        ByteBuffer id = ByteBuffer.wrap(ids, at, UnusedInsert.ID_BYTES);
                        if (cutShort.contains(id)) {
                            settled.add(id);
                        }
                    }
                }
            }
        }
        return settled;
    }

    /** A later day or month begins anew; what comes late for one that has ended counts for nobody any more. */
    private static String latest(String period) {
        StringBuilder set = new StringBuilder();
        for (String what : List.of("requests", "tokens", "cost")) {
            String column = period + "_" + what;
            set.append("%1$s = CASE WHEN excluded.%2$s > %2$s THEN excluded.%1$s WHEN excluded.%2$s < %2$s THEN %1$s"
                            .formatted(column, period))
                    .append(" ELSE min(%1$s + excluded.%1$s, %2$d) END, ".formatted(column, Sums.MOST));
        }
        return set + "%1$s = max(%1$s, excluded.%1$s)".formatted(period);
    }

    void used(long epochMillis, Consumer<Used> to) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM spend")) {
            while (row.next()) {
                Holder holder = new Holder(Scope.valueOf(row.getString(1)), row.getString(2));
                if (row.getLong(3) == Period.DAY.number(epochMillis)) {
                    to.accept(new Used(holder, LimitKind.DAY_REQUESTS, row.getLong(4)));
                    to.accept(new Used(holder, LimitKind.DAY_TOKENS, row.getLong(5)));
                    to.accept(new Used(holder, LimitKind.DAY_BUDGET, row.getLong(6)));
                }
                if (row.getLong(7) == Period.MONTH.number(epochMillis)) {
                    to.accept(new Used(holder, LimitKind.MONTH_REQUESTS, row.getLong(8)));
                    to.accept(new Used(holder, LimitKind.MONTH_TOKENS, row.getLong(9)));
                    to.accept(new Used(holder, LimitKind.MONTH_BUDGET, row.getLong(10)));
                }
            }
        }
    }

    void trials(Consumer<TrialUse> to) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT user, requests, tokens, cost FROM trial_use")) {
            while (rows.next()) {
                to.accept(new TrialUse(rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
            }
        }
    }

    CreditTable credits() {
        return credits;
    }

    /** Drops entries that ended before an instant, within the transaction that is open. */
    int prune(long beforeEpochMillis, int most) throws SQLException {
        int used = prune("usage", "id", beforeEpochMillis, most);
        return used < most ? used + prune("unused", "ids", beforeEpochMillis, most - used) : used;
    }

    private int prune(String table, String id, long beforeEpochMillis, int most) throws SQLException {
        String sql = """
                DELETE FROM %1$s WHERE (ended, %2$s) IN
                    (SELECT ended, %2$s FROM %1$s WHERE ended < ? ORDER BY ended, %2$s LIMIT ?)
                RETURNING length(%2$s)""".formatted(table, id);
        try (PreparedStatement drop = connection.prepareStatement(sql)) {
            drop.setLong(1, beforeEpochMillis);
            drop.setInt(2, most);
            int dropped = 0;
            try (ResultSet rows = drop.executeQuery()) {
                while (rows.next()) {
                    dropped += rows.getInt(1) / UnusedInsert.ID_BYTES;
                }
            }
            return dropped;
        }
    }

    @Override
    public void close() throws SQLException {
        usage.close();
        sum.close();
        trial.close();
        credits.close();
    }

    /** An entry's id as it is stored, in the order of which entries of the same instant are. */
    static byte[] id(Entry entry) {
        return ByteBuffer.allocate(16)
                .putLong(entry.idHigh())
                .putLong(entry.idLow())
                .array();
    }

    private void tried(String user, Sum used) throws SQLException {
        trial.setString(1, user);
        trial.setLong(2, used.requests());
        trial.setLong(3, used.tokens());
        trial.setLong(4, used.picoDollars());
        trial.executeUpdate();
    }

    private void add(Sums.Key day, Sum added) throws SQLException {
        sum.setString(1, day.holder().scope().name());
        sum.setString(2, day.holder().id());
        sum.setLong(3, day.number());
        sum.setLong(4, added.requests());
        sum.setLong(5, added.tokens());
        sum.setLong(6, added.picoDollars());
        sum.setLong(7, Period.MONTH.number(TimeUnit.DAYS.toMillis(day.number())));
        sum.executeUpdate();
    }
}
