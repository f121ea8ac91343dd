package dev.sluice.core.routing;

import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides where requests go. One an event loop; not thread-safe, for it has the loop's own source of chance. */
public final class Planner {

    private final Strategies strategies;

    /** @param chance gives a random number from 0 to one less than its argument */
    public Planner(IntUnaryOperator chance) {
        this.strategies = new Strategies(chance);
    }

    /** Where a request goes; null when its model is not known. */
    public @Nullable Plan plan(RouteTable routes, RequestFacts facts) {
        Route route = routes.resolve(facts.model());
        if (route == null) {
            return null;
        }
        Plan plan = new Plan(routes, strategies, route, facts.suits());
        plan.begin(facts);
        return plan;
    }

    /** Where a request for a group goes that names no model, or one that only the group knows. */
    public Plan direct(RouteTable routes, Destination group, @Nullable String model) {
        return direct(routes, group, model, target -> true);
    }

    /** As the other, but only to those targets of the group that suit. */
    public Plan direct(RouteTable routes, Destination group, @Nullable String model, Predicate<Target> suits) {
        Plan plan = new Plan(routes, strategies, routes.directRoute(group, model), suits);
        plan.choose();
        return plan;
    }
}
