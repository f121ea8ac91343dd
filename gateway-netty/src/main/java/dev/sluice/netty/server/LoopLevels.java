package dev.sluice.netty.server;

import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.netty.exchange.BodyMemory;
import dev.sluice.netty.exchange.ExchangeLoop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The levels of a running server, read from its loops' counts. Thread-safe: scrapes read it. */
final class LoopLevels implements GatewayState {

    private final List<ExchangeLoop> loops;
    private final BodyMemory bodyMemory;
    private final Health health;
    private final Elsewhere elsewhere;

    /** Whether requests are accepted, and what is in the way of some. */
    record Health(BooleanSupplier ready, Supplier<@Nullable String> trouble) {}

    /** What is counted by others. */
    record Elsewhere(LongSupplier accessLinesDropped, LongSupplier roughEstimates) {}

    LoopLevels(List<ExchangeLoop> loops, BodyMemory bodyMemory, Health health, Elsewhere elsewhere) {
        this.loops = List.copyOf(loops);
        this.bodyMemory = bodyMemory;
        this.health = health;
        this.elsewhere = elsewhere;
    }

    @Override
    public int eventLoops() {
        return loops.size();
    }

    @Override
    public long pendingTasks(int loop) {
        return loops.get(loop).loop().executor() instanceof SingleThreadEventExecutor executor
                ? executor.pendingTasks()
                : 0;
    }

    @Override
    public void connections(ConnectionVisitor visitor) {
        long active = 0;
        long idle = 0;
        for (ExchangeLoop each : loops) {
            active += each.loop().clientsActive().getOpaque();
            idle += each.loop().clientsIdle().getOpaque();
        }
        visitor.visit(Side.CLIENT, Labels.UNKNOWN, ConnectionState.ACTIVE, active);
        visitor.visit(Side.CLIENT, Labels.UNKNOWN, ConnectionState.IDLE, idle);
        for (ExchangeLoop each : loops) {
            each.pools().visit(visitor);
        }
    }

    @Override
    public long outboundBytes(Side side) {
        long sum = 0;
        for (ExchangeLoop each : loops) {
            sum += each.loop().outboundBytes(side);
        }
        return sum;
    }

    @Override
    public long directMemoryUsed() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
    }

    @Override
    public long directMemoryMax() {
        return PlatformDependent.maxDirectMemory();
    }

    @Override
    public long bodyMemoryUsed() {
        return bodyMemory.used();
    }

    @Override
    public long bodyMemoryMax() {
        return bodyMemory.max();
    }

    @Override
    public long accessLinesDropped() {
        return elsewhere.accessLinesDropped().getAsLong();
    }

    @Override
    public long roughEstimates() {
        return elsewhere.roughEstimates().getAsLong();
    }

    @Override
    public boolean ready() {
        return health.ready().getAsBoolean();
    }

    @Override
    public @Nullable String trouble() {
        return health.trouble().get();
    }
}
