package dev.sluice.core.routing;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** The table of all strategies. One an event loop. */
final class Strategies {

    private final Strategy[] byKind = new Strategy[StrategyKind.values().length];

    /** @param chance gives a random number from 0 to one less than its argument */
    Strategies(IntUnaryOperator chance) {
        Strategy priority = new Priority();
        Map<StrategyKind, Strategy> table = new EnumMap<>(StrategyKind.class);
        table.put(StrategyKind.PRIORITY, priority);
        table.put(StrategyKind.WEIGHTED, new Weighted());
        table.put(StrategyKind.ROUND_ROBIN, new RoundRobin());
        table.put(StrategyKind.COST, new Cost());
        table.put(StrategyKind.LATENCY, new Latency());
        table.put(StrategyKind.CAPABILITY, new Capability());
        table.put(StrategyKind.LEAST_BUSY, new LeastBusy(chance));
        table.put(StrategyKind.DIRECT, priority);
        table.forEach((kind, strategy) -> byKind[kind.ordinal()] = strategy);
    }

    Strategy of(StrategyKind kind) {
        return byKind[kind.ordinal()];
    }
}
