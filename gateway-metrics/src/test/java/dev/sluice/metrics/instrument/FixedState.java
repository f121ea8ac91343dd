package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.observe.LoopListener.Side;
import org.jspecify.annotations.Nullable;

/** A gateway whose levels stand still, for tests; {@code ready} and the hook can be set. */
@SuppressWarnings("EnumOrdinal")
public final class FixedState implements GatewayState {

    public volatile boolean ready = true;
    public volatile @Nullable String trouble;
    /** Runs whenever connections are counted, which every scrape does. */
    public volatile Runnable onScrape = () -> {};

    @Override
    public @Nullable String trouble() {
        return trouble;
    }

    @Override
    public int eventLoops() {
        return 2;
    }

    @Override
    public long pendingTasks(int loop) {
        return loop;
    }

    @Override
    public void connections(ConnectionVisitor visitor) {
        onScrape.run();
        for (ConnectionState state : ConnectionState.values()) {
            visitor.visit(Side.CLIENT, 0, state, 10 + state.ordinal());
            visitor.visit(Side.UPSTREAM, 2, state, 20 + state.ordinal());
        }
    }

    @Override
    public long outboundBytes(Side side) {
        return 100;
    }

    @Override
    public long directMemoryUsed() {
        return 1_000;
    }

    @Override
    public long directMemoryMax() {
        return 2_000;
    }

    @Override
    public long bodyMemoryUsed() {
        return 300;
    }

    @Override
    public long bodyMemoryMax() {
        return 400;
    }

    @Override
    public long roughEstimates() {
        return 13;
    }

    @Override
    public long accessLinesDropped() {
        return 5;
    }

    @Override
    public boolean ready() {
        return ready;
    }
}
