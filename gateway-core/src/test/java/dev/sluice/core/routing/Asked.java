package dev.sluice.core.routing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A planner and what it says; its chance is seeded. */
final class Asked {

    private final RouteTable routes;
    private final Planner planner;

    Asked(RouteTable routes) {
        this(routes, 1);
    }

    Asked(RouteTable routes, long seed) {
        this.routes = routes;
        this.planner = new Planner(new Random(seed)::nextInt);
    }

    static Asked of(Route... routes) {
        return new Asked(new RouteTable(List.of(routes)));
    }

    Plan plan(String model) {
        return requireNonNull(planner.plan(routes, facts(model)));
    }

    Plan plan(String model, @Nullable Conversation conversation) {
        return requireNonNull(planner.plan(routes, new RequestFacts(model, () -> conversation)));
    }

    boolean knows(String model) {
        return planner.plan(routes, facts(model)) != null;
    }

    Plan direct(Destination group, @Nullable String model) {
        return planner.direct(routes, group, model);
    }

    /** The target that a request goes to when nothing fails. */
    @Nullable
    Target first(String model) {
        return plan(model).next();
    }

    /** All targets that a request comes to when all of them fail. */
    List<Target> all(String model) {
        return rest(plan(model));
    }

    static List<Target> rest(Plan plan) {
        List<Target> targets = new ArrayList<>();
        for (Target target = plan.next(); target != null; target = plan.next()) {
            targets.add(target);
        }
        return targets;
    }

    private static RequestFacts facts(String model) {
        return new RequestFacts(model, () -> {
            throw new AssertionError("nobody needs to look into the body");
        });
    }
}
