package dev.sluice.core.routing;

import java.util.BitSet;

/**
 * Each destination in proportion to its weight, evenly spread. One that did not answer is followed by the heaviest of
 * the others, which takes no turn: the turns of those that are left would hang together with its own.
 */
final class Weighted implements Strategy {

    @Override
    public int next(Route route, Plan plan) {
        // Looked at first, so that no breaker is asked under the lock of the turn.
        BitSet open = plan.open(route);
        return plan.place() == NONE
                ? route.turns().weighted().next(open::get)
                : Places.heaviest(open, route.destinations());
    }
}
