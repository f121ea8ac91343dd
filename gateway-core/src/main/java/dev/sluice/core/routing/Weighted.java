package dev.sluice.core.routing;

import java.util.BitSet;

/**
 * Each destination in proportion to its weight, evenly spread. When one did not answer, those that are left share its
 * request by their weights, too, so that an outage does not all fall on the heaviest of them.
 */
final class Weighted implements Strategy {

    @Override
    public int next(Route route, Plan plan) {
        // Looked at first, so that no breaker is asked under the lock of the turn.
        BitSet open = plan.open(route);
        return route.turns().weighted().next(open::get);
    }
}
