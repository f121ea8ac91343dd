package dev.sluice.core.store.sqlite;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.LimitKind.Window;
import dev.sluice.core.ledger.Ledger.Balance;
import dev.sluice.core.ledger.Ledger.Credit;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Ledger.TrialUse;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.store.Moved;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes what moves into a file as it is, within the transaction that is open. One thread at a time. */
record MovedRows(Connection connection) {

    void put(Moved part, LedgerTables tables) throws SQLException {
        if (part instanceof Moved.Entries moved) {
            tables.keep(moved.entries());
        } else if (part instanceof Moved.Sums moved) {
            sums(moved);
        } else if (part instanceof Moved.Trials moved) {
            trials(moved.trials());
        } else if (part instanceof Moved.Balances moved) {
            balances(moved.balances());
        } else if (part instanceof Moved.Credits moved) {
            credits(moved);
        }
    }

    /** One row holds the day and the month of somebody, each as requests, tokens and money. */
    private void sums(Moved.Sums moved) throws SQLException {
        Map<Holder, long[]> rows = new HashMap<>();
        for (Used used : moved.used()) {
            rows.computeIfAbsent(used.holder(), each -> new long[6])[place(used.kind())] = used.used();
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO spend VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Map.Entry<Holder, long[]> row : rows.entrySet()) {
                insert.setString(1, row.getKey().scope().name());
                insert.setString(2, row.getKey().id());
                insert.setLong(3, Period.DAY.number(moved.epochMillis()));
                insert.setLong(7, Period.MONTH.number(moved.epochMillis()));
                for (int i = 0; i < 3; i++) {
                    insert.setLong(4 + i, row.getValue()[i]);
                    insert.setLong(8 + i, row.getValue()[3 + i]);
                }
                insert.executeUpdate();
            }
        }
    }

    private static int place(LimitKind kind) {
        int what = kind.counted() == Counted.REQUESTS ? 0 : kind.counted() == Counted.TOKENS ? 1 : 2;
        return kind.window() == Window.DAY ? what : 3 + what;
    }

    private void trials(List<TrialUse> trials) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO trial_use VALUES (?, ?, ?, ?)")) {
            for (TrialUse use : trials) {
                insert.setString(1, use.user());
                insert.setLong(2, use.requests());
                insert.setLong(3, use.tokens());
                insert.setLong(4, use.picoDollars());
                insert.executeUpdate();
            }
        }
    }

    private void balances(List<Balance> balances) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO balances VALUES (?, ?)")) {
            for (Balance balance : balances) {
                insert.setString(1, balance.user());
                insert.setLong(2, balance.picoDollars());
                insert.executeUpdate();
            }
        }
    }

    private void credits(Moved.Credits moved) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO credit_changes VALUES (?, ?, ?, ?, ?, ?)")) {
            for (Credit change : moved.changes()) {
                insert.setLong(1, change.number());
                insert.setString(2, moved.user());
                insert.setString(3, change.idempotencyKey());
                insert.setLong(4, change.picoDollars());
                insert.setLong(5, change.balance());
                insert.setLong(6, change.madeEpochMillis());
                insert.executeUpdate();
            }
        }
    }
}
