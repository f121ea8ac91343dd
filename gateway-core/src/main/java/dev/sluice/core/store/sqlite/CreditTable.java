package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Ledger.Balance;
import dev.sluice.core.ledger.Ledger.Credit;
import dev.sluice.core.ledger.Ledger.CreditChange;
import dev.sluice.core.ledger.Ledger.Result;
import dev.sluice.core.ledger.Sums;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The tables {@code balances} and {@code credit_changes}. One thread at a time. */
final class CreditTable implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement add;

    CreditTable(Connection connection) throws SQLException {
        this.connection = connection;
        add = connection.prepareStatement("""
                INSERT INTO balances (user, credits) VALUES (?, ?)
                ON CONFLICT (user) DO UPDATE SET
                    credits = max(credits + excluded.credits, -%d)""".formatted(Sums.MOST));
    }

    /** Adds to a balance, or takes from it, within the transaction that is open. */
    void add(String user, long picoDollars) throws SQLException {
        add.setString(1, user);
        add.setLong(2, picoDollars);
        add.executeUpdate();
    }

    void balances(Consumer<Balance> to) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT user, credits FROM balances")) {
            while (rows.next()) {
                to.accept(new Balance(rows.getString(1), rows.getLong(2)));
            }
        }
    }

    long balance(String user) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT credits FROM balances WHERE user = ?")) {
            query.setString(1, user);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Makes a change, unless it was made; within the transaction that is open. */
    CreditChange change(String user, long picoDollars, String idempotencyKey, long epochMillis) throws SQLException {
        try (PreparedStatement made = connection.prepareStatement(
                "SELECT credits, balance, made FROM credit_changes WHERE user = ? AND idempotency_key = ?")) {
            made.setString(1, user);
            made.setString(2, idempotencyKey);
            try (ResultSet row = made.executeQuery()) {
                if (row.next()) {
                    Result result = row.getLong(1) == picoDollars ? Result.REPEATED : Result.KEY_REUSED;
                    return new CreditChange(user, row.getLong(1), row.getLong(2), row.getLong(3), result);
                }
            }
        }
        CreditChange change = CreditChange.to(balance(user), user, picoDollars, epochMillis);
        if (change.result() == Result.MADE) {
            add(user, picoDollars);
            keep(change, idempotencyKey);
        }
        return change;
    }

    List<Credit> changes(String user, long before, int most) throws SQLException {
        List<Credit> changes = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT number, idempotency_key, credits, balance, made"
                        + " FROM credit_changes WHERE user = ? AND number < ? ORDER BY number DESC LIMIT ?")) {
            query.setString(1, user);
            query.setLong(2, before);
            query.setInt(3, most);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    changes.add(new Credit(
                            row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5)));
                }
            }
        }
        return changes;
    }

    @Override
    public void close() throws SQLException {
        add.close();
    }

    private void keep(CreditChange made, String idempotencyKey) throws SQLException {
        try (PreparedStatement keep = connection.prepareStatement(
                "INSERT INTO credit_changes (user, idempotency_key, credits, balance, made) VALUES (?, ?, ?, ?, ?)")) {
            keep.setString(1, made.user());
            keep.setString(2, idempotencyKey);
            keep.setLong(3, made.picoDollars());
            keep.setLong(4, made.balance());
            keep.setLong(5, made.madeEpochMillis());
            keep.executeUpdate();
        }
    }
}
