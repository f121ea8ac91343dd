package dev.sluice.core.store.sqlite;

import dev.sluice.core.account.ItemKind;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The table {@code accounts}. One thread at a time. */
final class AccountTable implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement save;
    private final PreparedStatement drop;

    AccountTable(Connection connection) throws SQLException {
        this.connection = connection;
        this.save = connection.prepareStatement("""
                INSERT INTO accounts (kind, id, json, version) VALUES (?, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json, version = excluded.version""");
        this.drop = connection.prepareStatement("DELETE FROM accounts WHERE kind = ? AND id = ?");
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

    /** Makes the changes, in a transaction that is the caller's. */
    void write(WriteQueue.Changes<StoredAccount.Id, StoredAccount> changes) throws SQLException {
        for (StoredAccount.Id id : changes.drops()) {
            drop.setString(1, id.kind().name());
            drop.setString(2, id.id());
            drop.executeUpdate();
        }
        for (StoredAccount account : changes.saves()) {
            save.setString(1, account.kind().name());
            save.setString(2, account.id());
            save.setString(3, account.json());
            save.setLong(4, account.version());
            save.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        save.close();
        drop.close();
    }

    private static ItemKind kind(String name) {
        try {
            return ItemKind.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new StoreException("there are stored accounts of a kind that this version does not know", e);
        }
    }
}
