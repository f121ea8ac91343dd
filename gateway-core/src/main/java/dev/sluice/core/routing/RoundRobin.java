package dev.sluice.core.routing;

import java.util.BitSet;

/**
 * One destination after the other; those that cannot be used now are left out of the round. A destination that did not
 * answer is followed by its neighbour, which takes no turn: else two destinations of which one fails would always begin
 * with that one.
 */
final class RoundRobin implements Strategy {

    @Override
    public int next(Route route, Plan plan) {
        BitSet open = plan.open(route);
        if (open.isEmpty()) {
            return NONE;
        }
        if (plan.place() == NONE) {
            int turn = route.turns().next().getAndIncrement();
            return Places.nth(open, Integer.remainderUnsigned(turn, open.cardinality()));
        }
        int neighbour = open.nextSetBit(plan.place() + 1);
        return neighbour >= 0 ? neighbour : open.nextSetBit(0);
    }
}
