package dev.sluice.metrics.instrument;

import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener.Side;

/** Reads the levels of a running gateway at a scrape. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class Levels {

    private static final int USED = 0;
    private static final int MAX = 1;
    /** A place in {@link Dimension#QUEUE}. */
    private static final int ADMISSION = 0;

    private final GatewayState state;
    private final Identities identities;

    Levels(GatewayState state, Identities identities) {
        this.state = state;
        this.identities = identities;
    }

    /** What is told of connections in one call. */
    private record ConnectionLevel(Side side, int provider, ConnectionState state, long count) {}

    void addTo(Totals.Builder totals) {
        state.connections((side, provider, connections, count) ->
                addConnections(totals, new ConnectionLevel(side, provider, connections, count)));
        for (int loop = 0; loop < state.eventLoops(); loop++) {
            totals.add(Fact.LOOP_PENDING, new Row(state.pendingTasks(loop)).at(Dimension.LOOP, loop));
        }
        for (Side side : Side.values()) {
            totals.add(Fact.OUTBOUND_BYTES, new Row(state.outboundBytes(side)).at(Dimension.SIDE, side.ordinal()));
        }
        use(totals, Fact.DIRECT_MEMORY, state.directMemoryUsed(), state.directMemoryMax());
        use(totals, Fact.BODY_MEMORY, state.bodyMemoryUsed(), state.bodyMemoryMax());
        totals.value(Fact.ACCESS_LINES_DROPPED, state.accessLinesDropped());
        totals.value(Fact.ROUGH_ESTIMATES, state.roughEstimates());
        totals.value(Fact.READY, state.ready() ? 1 : 0);
    }

    private void addConnections(Totals.Builder totals, ConnectionLevel level) {
        totals.add(
                Fact.CONNECTIONS,
                new Row(level.count())
                        .at(Dimension.CONNECTION_KIND, level.side().ordinal())
                        .at(Dimension.PROVIDER, Names.canonical(identities.providers(), level.provider()))
                        .at(Dimension.CONNECTION_STATE, level.state().ordinal()));
        if (level.state() == ConnectionState.ACTIVE) {
            totals.add(
                    Fact.CONNECTION_TYPES,
                    new Row(level.count())
                            .at(Dimension.CONNECTION_TYPE, level.side().ordinal()));
        }
        // Requests that were admitted wait for nothing but a connection.
        if (level.state() == ConnectionState.PENDING && level.side() == Side.UPSTREAM) {
            totals.add(Fact.QUEUE_SIZE, new Row(level.count()).at(Dimension.QUEUE, ADMISSION));
        }
    }

    /** Connections of the store, told with those of clients and providers. */
    static void addDatabase(Totals.Builder totals, Database database, int connections) {
        int place = Side.values().length + database.ordinal();
        totals.add(Fact.CONNECTION_TYPES, new Row(connections).at(Dimension.CONNECTION_TYPE, place));
        totals.add(
                Fact.CONNECTIONS,
                new Row(connections)
                        .at(Dimension.CONNECTION_KIND, place)
                        .at(Dimension.PROVIDER, Labels.UNKNOWN)
                        .at(Dimension.CONNECTION_STATE, ConnectionState.ACTIVE.ordinal()));
    }

    private static void use(Totals.Builder totals, Fact fact, long used, long max) {
        totals.add(fact, new Row(used).at(Dimension.USE, USED));
        totals.add(fact, new Row(max).at(Dimension.USE, MAX));
    }
}
