package dev.sluice.core.routing;

import java.util.ArrayList;
import java.util.List;

/** The models of a configured list, ranked: the healthiest that can be used now, then the others in their order. */
final class Candidates {

    private Candidates() {}

    /** Nothing, and the plan told so, when none of them can be used. */
    static List<Route> ranked(List<String> models, Plan plan) {
        List<Route> ranked = new ArrayList<>(models.size());
        int best = -1;
        double bestScore = -1;
        for (String model : models) {
            Route route = plan.routes().resolve(model);
            if (route != null) {
                double score = score(route);
                if (score > bestScore) {
                    best = ranked.size();
                    bestScore = score;
                }
                ranked.add(route);
            }
        }
        if (best < 0) {
            plan.cannotChoose(plan.route(), RoutingFailure.NO_TARGET);
            return List.of();
        }
        ranked.add(0, ranked.remove(best));
        return ranked;
    }

    /** The health of a model is that of its best target; -1 when none can be used. */
    private static double score(Route route) {
        double best = -1;
        for (Destination destination : route.destinations()) {
            for (Target target : destination.targets()) {
                if (target.usable()) {
                    best = Math.max(best, target.vitals().health().reading().score());
                }
            }
        }
        return best;
    }
}
