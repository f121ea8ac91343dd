package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.QueryListener.Operation;
import dev.sluice.core.store.QueryListener.Table;
import dev.sluice.core.time.Ticker;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** Measures what is asked of the database, and tells of it. Thread-safe. */
record Queries(Ticker ticker, QueryListener listener) {

    /** What a query gives; it is told of also when it fails. */
    <R> R select(Table table, Supplier<R> query) {
        return measured(table, Operation.SELECT, query);
    }

    <R> R measured(Table table, Operation operation, Supplier<R> query) {
        long began = ticker.nanoTime();
        try {
            return query.get();
        } finally {
            listener.queried(table, operation, ticker.nanoTime() - began);
        }
    }

    /** A transaction is over that changed whatever is in a batch: each kind of change took as long as all of it. */
    void written(WriteQueue.Batch batch, long began) {
        long nanos = ticker.nanoTime() - began;
        batch.keySteps().forEach(step -> changed(step, nanos));
        changed(Table.RESPONSES, batch.homes(), nanos);
        Set<Operation> ofAccounts = EnumSet.noneOf(Operation.class);
        batch.accounts()
                .forEach(write -> write.changes()
                        .forEach(change -> ofAccounts.add(change.row() == null ? Operation.DELETE : Operation.UPDATE)));
        ofAccounts.forEach(operation -> listener.queried(Table.ACCOUNTS, operation, nanos));
        if (batch.homesBefore() != WriteQueue.NEVER) {
            listener.queried(Table.RESPONSES, Operation.DELETE, nanos);
        }
    }

    private void changed(WriteQueue.KeyStep step, long nanos) {
        changed(Table.PROVIDER_KEYS, step.changes(), nanos);
        if (step.last() != null) {
            listener.queried(Table.PROVIDER_KEYS, Operation.UPDATE, nanos);
        }
    }

    private void changed(Table table, WriteQueue.Changes<?, ?> changes, long nanos) {
        if (!changes.saves().isEmpty()) {
            listener.queried(table, Operation.UPDATE, nanos);
        }
        if (!changes.drops().isEmpty()) {
            listener.queried(table, Operation.DELETE, nanos);
        }
    }
}
