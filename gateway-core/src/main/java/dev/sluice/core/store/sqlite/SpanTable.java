package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountSpan;
import dev.sluice.core.store.StoredAccount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code account_spans}: what rows of accounts have taken for themselves alone. One thread at a time. */
final class SpanTable implements AutoCloseable {

    private final PreparedStatement find;
    private final PreparedStatement save;
    private final PreparedStatement drop;

    SpanTable(Connection connection) throws SQLException {
        this.find = connection.prepareStatement("""
                SELECT id FROM account_spans
                WHERE owner = ? AND kind = ? AND id <> ? AND from_time < ? AND until_time > ? ORDER BY id""");
        this.save = connection.prepareStatement("""
                INSERT INTO account_spans (kind, id, owner, from_time, until_time) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET owner = excluded.owner,
                    from_time = excluded.from_time, until_time = excluded.until_time""");
        this.drop = connection.prepareStatement("DELETE FROM account_spans WHERE kind = ? AND id = ?");
    }

    /** The other rows that have some of what a change wants. */
    List<StoredAccount.Id> inTheWay(AccountChange change) throws SQLException {
        AccountSpan span = change.span();
        if (span == null) {
            return List.of();
        }
        find.setString(1, span.owner());
        find.setString(2, change.id().kind().name());
        find.setString(3, change.id().id());
        find.setLong(4, span.untilEpochMillis());
        find.setLong(5, span.fromEpochMillis());
        List<StoredAccount.Id> found = new ArrayList<>();
        try (ResultSet rows = find.executeQuery()) {
            while (rows.next()) {
                found.add(new StoredAccount.Id(change.id().kind(), rows.getString(1)));
            }
        }
        return found;
    }

    /** What a row has from now on; null: nothing. */
    void keep(StoredAccount.Id id, @Nullable AccountSpan span) throws SQLException {
        PreparedStatement statement = span == null ? drop : save;
        statement.setString(1, id.kind().name());
        statement.setString(2, id.id());
        if (span != null) {
            statement.setString(3, span.owner());
            statement.setLong(4, span.fromEpochMillis());
            statement.setLong(5, span.untilEpochMillis());
        }
        statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        find.close();
        save.close();
        drop.close();
    }
}
