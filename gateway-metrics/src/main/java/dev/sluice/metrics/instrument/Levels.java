package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener.Side;

/** Reads the levels of a running gateway at a scrape. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class Levels {

    private static final int USED = 0;
    private static final int MAX = 1;

    private final GatewayState state;
    private final Identities identities;

    Levels(GatewayState state, Identities identities) {
        this.state = state;
        this.identities = identities;
    }

    void addTo(Totals.Builder totals) {
        state.connections((side, provider, connections, count) -> totals.add(
                Fact.CONNECTIONS,
                new Row(count)
                        .at(Dimension.SIDE, side.ordinal())
                        .at(Dimension.CONNECTION_TYPE, side.ordinal())
                        .at(Dimension.PROVIDER, Names.canonical(identities.providers(), provider))
                        .at(Dimension.CONNECTION_STATE, connections.ordinal())));
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

    private static void use(Totals.Builder totals, Fact fact, long used, long max) {
        totals.add(fact, new Row(used).at(Dimension.USE, USED));
        totals.add(fact, new Row(max).at(Dimension.USE, MAX));
    }
}
