package dev.sluice.core.store;

/** Told what a store asks of its database, by whichever thread has asked; never blocks and never throws. */
@FunctionalInterface
public interface QueryListener {

    /** Hears nothing. */
    QueryListener SILENT = (table, operation, nanos) -> {};

    /** What a query is about: the {@code table} label. */
    enum Table {
        /** Tenants, users, roles, plans, clients' keys, subscriptions and trials. */
        ACCOUNTS,
        CREDITS,
        USAGE,
        PROVIDER_KEYS,
        /** Where responses live that providers keep. */
        RESPONSES
    }

    /** What is done: the {@code operation} label. */
    enum Operation {
        SELECT,
        INSERT,
        UPDATE,
        DELETE
    }

    /**
     * A query is over, well or not.
     *
     * @param nanos from when it was begun, waiting for its turn included
     */
    void queried(Table table, Operation operation, long nanos);
}
