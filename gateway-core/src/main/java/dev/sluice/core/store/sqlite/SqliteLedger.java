package dev.sluice.core.store.sqlite;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryRefusedException;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.store.QueryListener.Operation;
import dev.sluice.core.store.QueryListener.Table;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.sqlite.Database.Work;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in the store's file. What changes is a transaction each; what may take long is read on a connection of its
 * own, so that neither folding nor anybody's write waits for it. Thread-safe.
 */
final class SqliteLedger implements Ledger, UsageRecords {

    private final Database database;
    private final Queries queries;

    SqliteLedger(Database database, Queries queries) {
        this.database = database;
        this.queries = queries;
    }

    @Override
    public void fold(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        try {
            change(Table.USAGE, Operation.INSERT, tables -> {
                tables.fold(entries);
                return entries.size();
            });
        } catch (StoreException e) {
            throw StoreFile.isOfWhatWasWritten(e) ? new EntryRefusedException(String.valueOf(e.getMessage()), e) : e;
        }
    }

    @Override
    public void used(long epochMillis, Consumer<Used> to) {
        read(Table.USAGE, tables -> {
            tables.used(epochMillis, to);
            return true;
        });
    }

    @Override
    public void trials(Consumer<TrialUse> to) {
        read(Table.USAGE, tables -> {
            tables.trials(to);
            return true;
        });
    }

    @Override
    public void balances(Consumer<Balance> to) {
        read(Table.CREDITS, tables -> {
            tables.credits().balances(to);
            return true;
        });
    }

    @Override
    public long balance(String user) {
        return read(Table.CREDITS, tables -> tables.credits().balance(user));
    }

    @Override
    public CreditChange credit(String user, long picoDollars, String idempotencyKey, long epochMillis) {
        return change(
                Table.CREDITS,
                Operation.UPDATE,
                tables -> tables.credits().change(user, picoDollars, idempotencyKey, epochMillis));
    }

    @Override
    public List<Credit> credits(String user, long before, int most) {
        return read(Table.CREDITS, tables -> tables.credits().changes(user, before, most));
    }

    @Override
    public void sums(UsageQuery query, int most, Consumer<UsageQuery.Row> to) {
        ask(usage -> {
            usage.sums(query, most, to);
            return true;
        });
    }

    @Override
    public List<Entry> entries(UsageQuery query, @Nullable Entry after, int most) {
        return ask(usage -> usage.entries(query, after, most));
    }

    @Override
    public int count(UsageQuery query, int most) {
        return ask(usage -> usage.count(query, most));
    }

    @Override
    public int prune(long beforeEpochMillis, int most) {
        return change(Table.USAGE, Operation.DELETE, tables -> tables.prune(beforeEpochMillis, most));
    }

    private <R> R change(Table table, Operation operation, Work<LedgerTables, R> work) {
        return queries.measured(table, operation, () -> database.change(work));
    }

    private <R> R read(Table table, Work<LedgerTables, R> work) {
        return queries.select(table, () -> database.read(work));
    }

    private <R> R ask(Work<UsageTable, R> work) {
        return queries.select(Table.USAGE, () -> database.ask(work));
    }
}
