package dev.sluice.metrics.instrument;

import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.StrategyKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers for the label sets of model switches, of which there could be as many as pairs of models: the first
 * {@value #MOST} get one of their own, all others share one for each strategy. An open hash table whose entries never
 * leave. Thread-safe: event loops share it; finding a set that is known is a few volatile reads.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class SwitchSets {

    static final int MOST = 500;

    private static final int SLOT_BITS = 10;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int MODEL_BITS = 24;
    private static final int STRATEGY_BITS = 8;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final AtomicLongArray keys = new AtomicLongArray(SLOTS);
    private final AtomicInteger taken = new AtomicInteger();

    /** How many numbers there are. */
    static int count() {
        return SLOTS + StrategyKind.values().length;
    }

    /** Whether a number stands for all sets past the bound. */
    static boolean overflow(int number) {
        return number >= SLOTS;
    }

    /** The number of a label set, given out on first sight. */
    int number(int from, int to, StrategyKind strategy) {
        long models = ((long) from << MODEL_BITS) | to;
        long key = (models << STRATEGY_BITS) | (strategy.ordinal() + 1);
        int slot = (int) ((key * GOLDEN_RATIO) >>> (Long.SIZE - SLOT_BITS));
        while (true) {
            long there = keys.get(slot);
            if (there == key) {
                return slot;
            }
            if (there != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            } else if (!reserved()) {
                return SLOTS + strategy.ordinal();
            } else if (!keys.compareAndSet(slot, 0, key)) {
                // Another loop was faster with this slot, be it for the same set or another: look again.
                taken.getAndDecrement();
            }
        }
    }

    /** Gives numbers to what the lists of strategies may lead to, as far as there are numbers. */
    void configured(RouteTable routes) {
        for (Route route : routes.all()) {
            for (List<String> list : Successions.lists(routes, route.strategy())) {
                for (String model : list) {
                    Route to = routes.resolve(model);
                    if (to != null && !to.model().equals(route.model())) {
                        number(route.label(), to.label(), route.strategy());
                    }
                }
            }
        }
    }

    private boolean reserved() {
        if (taken.get() >= MOST) {
            return false;
        }
        if (taken.getAndIncrement() < MOST) {
            return true;
        }
        taken.getAndDecrement();
        return false;
    }

    /** Whether a number has been given out to a label set of its own. */
    boolean given(int number) {
        return !overflow(number) && keys.get(number) != 0;
    }

    /** The model that was asked for. */
    int from(int number) {
        return (int) (keys.get(number) >>> (MODEL_BITS + STRATEGY_BITS));
    }

    /** The model that was taken. */
    int to(int number) {
        return (int) (keys.get(number) >>> STRATEGY_BITS) & ((1 << MODEL_BITS) - 1);
    }

    /** The strategy's ordinal. */
    int strategy(int number) {
        return overflow(number) ? number - SLOTS : (int) (keys.get(number) & ((1 << STRATEGY_BITS) - 1)) - 1;
    }
}
