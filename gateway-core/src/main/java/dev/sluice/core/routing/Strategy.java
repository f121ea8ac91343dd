package dev.sluice.core.routing;

import java.util.List;

/**
 * One way to choose among the destinations of a route. Belongs to one event loop, as its {@link Planner} does; what
 * loops share is in the route's {@link Turns}.
 */
interface Strategy {

    /** What {@link #next} gives where it can choose nothing. */
    int NONE = -1;

    /**
     * The models to go to before the route's own destinations, the best first: none, for most strategies. One that
     * looks for some in vain tells the plan why.
     */
    default List<Route> preferred(Plan plan, RequestFacts facts) {
        return List.of();
    }

    /**
     * The place among the route's destinations of the one to try next; only of those that the plan has open. Asked
     * again when the one before did not answer: {@link Plan#place} is then its place.
     */
    int next(Route route, Plan plan);
}
