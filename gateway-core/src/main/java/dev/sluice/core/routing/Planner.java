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

    /** The only place that a request for a model can go to; null when the model is not known, or not served there. */
    public @Nullable Plan pinned(RouteTable routes, String model, Pin pin) {
        Route route = routes.resolve(model);
        return route == null ? null : pinned(routes, route, pin);
    }

    /** The only place that a request for a group can go to; null when that is none of the group's. */
    public @Nullable Plan pinned(RouteTable routes, Destination group, @Nullable String model, Pin pin) {
        return pinned(routes, routes.directRoute(group, model), pin);
    }

    private @Nullable Plan pinned(RouteTable routes, Route route, Pin pin) {
        Plan plan = new Plan(routes, strategies, route, target -> true);
        return plan.pin(pin) ? plan : null;
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
