package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.store.QueryListener;

/**
 * What does not belong to one event loop: the numbers of model switches, and what is told from any thread. Thread-safe.
 *
 * @param tenantSets of tenants, providers and models
 * @param userSets of users, providers and models
 * @param cacheSets of tenants and models, as far as caches have to do with them
 * @param validations of keys, by provider and {@link ValidationResult}
 * @param transitions of breakers, by provider and the {@link BreakerState} they led to
 * @param queries of the store's database, by table and operation
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
record SharedCounts(
        SwitchSets switches,
        LabelSets tenantSets,
        LabelSets userSets,
        LabelSets cacheSets,
        SharedTally validations,
        SharedTally transitions,
        SharedCube queries) {

    private static final int OPERATIONS = QueryListener.Operation.values().length;

    static SharedCounts of(Identities identities) {
        int providers = identities.providers().bound();
        return new SharedCounts(
                new SwitchSets(),
                new LabelSets(),
                new LabelSets(),
                new LabelSets(),
                new SharedTally(providers, ValidationResult.values().length),
                new SharedTally(providers, BreakerState.values().length),
                new SharedCube(Bounds.QUERY, QueryListener.Table.values().length * OPERATIONS));
    }

    void queried(QueryListener.Table table, QueryListener.Operation operation, long nanos) {
        queries.record(table.ordinal() * OPERATIONS + operation.ordinal(), Math.max(0, nanos));
    }

    /** What the store's database was asked, with every table and operation that there is. */
    void addQueries(Totals.Builder totals) {
        queries.rows()
                .forEach(row -> totals.add(
                        Fact.QUERIES,
                        new Row(row.cells())
                                .at(Dimension.TABLE, row.major() / OPERATIONS)
                                .at(Dimension.TABLE_OPERATION, row.major() % OPERATIONS)));
    }
}
