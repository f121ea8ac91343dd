package dev.sluice.core.store.sqlite;

import dev.sluice.core.account.ItemKind;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code accounts}. One thread at a time. */
final class AccountTable implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement save;
    private final PreparedStatement drop;
    private final SpanTable spans;

    AccountTable(Connection connection) throws SQLException {
        this.connection = connection;
        this.find = connection.prepareStatement("SELECT json, version FROM accounts WHERE kind = ? AND id = ?");
        this.save = connection.prepareStatement("""
                INSERT INTO accounts (kind, id, json, version) VALUES (?, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json, version = excluded.version""");
        this.drop = connection.prepareStatement("DELETE FROM accounts WHERE kind = ? AND id = ?");
        this.spans = new SpanTable(connection);
    }

    /** All rows, by kind and id. */
    List<StoredAccount> all() throws SQLException {
        List<StoredAccount> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT kind, id, json, version FROM accounts ORDER BY kind, id")) {
            while (rows.next()) {
                all.add(new StoredAccount(
                        kind(rows.getString(1)), rows.getString(2), rows.getString(3), rows.getLong(4)));
            }
        }
        return all;
    }

    /** Makes changes that all fit, in a transaction that is the caller's, or none. */
    void write(CheckedWrite<AccountChange, AccountConflict> write) throws SQLException {
        List<AccountConflict> conflicts = new ArrayList<>();
        for (AccountChange change : write.changes()) {
            StoredAccount there = row(change.id());
            if (!change.fits(there)) {
                conflicts.add(new AccountConflict(change.id(), there));
                continue;
            }
            for (StoredAccount.Id id : spans.inTheWay(change)) {
                conflicts.add(new AccountConflict(id, row(id)));
            }
        }
        write.found(conflicts);
        if (conflicts.isEmpty()) {
            for (AccountChange change : write.changes()) {
                make(change);
            }
        }
    }

    private @Nullable StoredAccount row(StoredAccount.Id id) throws SQLException {
        find.setString(1, id.kind().name());
        find.setString(2, id.id());
        try (ResultSet found = find.executeQuery()) {
            return found.next() ? new StoredAccount(id.kind(), id.id(), found.getString(1), found.getLong(2)) : null;
        }
    }

    private void make(AccountChange change) throws SQLException {
        StoredAccount row = change.row();
        PreparedStatement statement = row == null ? drop : save;
        statement.setString(1, change.id().kind().name());
        statement.setString(2, change.id().id());
        if (row != null) {
            statement.setString(3, row.json());
            statement.setLong(4, row.version());
        }
        statement.executeUpdate();
        spans.keep(change.id(), change.span());
    }

    @Override
    public void close() throws SQLException {
        find.close();
        save.close();
        drop.close();
        spans.close();
    }

    private static ItemKind kind(String name) {
        try {
            return ItemKind.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new StoreException("there are stored accounts of a kind that this version does not know", e);
        }
    }
}
