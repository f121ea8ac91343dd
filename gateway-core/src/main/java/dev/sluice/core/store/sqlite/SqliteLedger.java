package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageRecords;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in the store's file. What changes is a transaction each; what may take long is read on a connection of its
 * own, so that neither folding nor anybody's write waits for it. Thread-safe.
 */
final class SqliteLedger implements Ledger, UsageRecords {

    private final Database database;

    SqliteLedger(Database database) {
        this.database = database;
    }

    @Override
    public void fold(List<Entry> entries) {
        if (!entries.isEmpty()) {
            database.change(tables -> {
                tables.fold(entries);
                return entries.size();
            });
        }
    }

    @Override
    public void used(long epochMillis, Consumer<Used> to) {
        database.read(tables -> {
            tables.used(epochMillis, to);
            return true;
        });
    }

    @Override
    public void trials(Consumer<TrialUse> to) {
        database.read(tables -> {
            tables.trials(to);
            return true;
        });
    }

    @Override
    public void balances(Consumer<Balance> to) {
        database.read(tables -> {
            tables.credits().balances(to);
            return true;
        });
    }

    @Override
    public long balance(String user) {
        return database.read(tables -> tables.credits().balance(user));
    }

    @Override
    public CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis) {
        return database.change(tables -> tables.credits().change(user, picoDollars, idempotencyKey, epochMillis));
    }

    @Override
    public List<Credit> credits(String user, long before, int most) {
        return database.read(tables -> tables.credits().changes(user, before, most));
    }

    @Override
    public void sums(UsageQuery query, int most, Consumer<UsageQuery.Row> to) {
        database.ask(usage -> {
            usage.sums(query, most, to);
            return true;
        });
    }

    @Override
    public List<Entry> entries(UsageQuery query, @Nullable Entry after, int most) {
        return database.ask(usage -> usage.entries(query, after, most));
    }

    @Override
    public int count(UsageQuery query, int most) {
        return database.ask(usage -> usage.count(query, most));
    }

    @Override
    public int prune(long beforeEpochMillis, int most) {
        return database.change(tables -> tables.prune(beforeEpochMillis, most));
    }
}
