package dev.sluice.core.routing;

import java.util.List;

/** The first destination in the order of the file. */
final class Priority implements Strategy {

    @Override
    public int next(Route route, Plan plan) {
        return first(route, plan);
    }

    static int first(Route route, Plan plan) {
        List<Destination> destinations = route.destinations();
        for (int place = 0; place < destinations.size(); place++) {
            if (plan.isOpen(destinations.get(place))) {
                return place;
            }
        }
        return NONE;
    }
}
