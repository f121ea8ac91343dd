package dev.sluice.core.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All routes that a request may come to, in order: the models that its strategy prefers, the model asked for, and the
 * fallbacks, each with its own fallbacks behind it. A model is there once, whatever refers to it.
 */
final class Fallbacks {

    /** How many fallbacks of fallbacks are followed. */
    static final int MAX_DEPTH = 16;

    private final RouteTable routes;
    private final List<Route> legs = new ArrayList<>();
    private final Set<String> legModels = new HashSet<>();
    private final Set<String> followed = new HashSet<>();

    private Fallbacks(RouteTable routes) {
        this.routes = routes;
    }

    static List<Route> legs(List<Route> preferred, Route asked, RouteTable routes) {
        if (preferred.isEmpty() && asked.fallbacks().isEmpty()) {
            return List.of(asked);
        }
        Fallbacks fallbacks = new Fallbacks(routes);
        preferred.forEach(fallbacks::add);
        fallbacks.follow(asked, 0);
        return fallbacks.legs;
    }

    private void add(Route route) {
        if (legModels.add(route.model())) {
            legs.add(route);
        }
    }

    private void follow(Route route, int depth) {
        if (!followed.add(route.model())) {
            return;
        }
        add(route);
        if (depth == MAX_DEPTH) {
            return;
        }
        for (String model : route.fallbacks()) {
            Route fallback = routes.resolve(model);
            if (fallback != null) {
                follow(fallback, depth + 1);
            }
        }
    }
}
