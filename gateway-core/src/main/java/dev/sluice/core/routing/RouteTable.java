package dev.sluice.core.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All routes of a configuration by model name; immutable. */
public final class RouteTable {

    private final Map<String, Route> routes;

    public RouteTable(Collection<Route> routes) {
        Map<String, Route> byModel = new LinkedHashMap<>();
        for (Route route : routes) {
            if (byModel.put(route.model(), route) != null) {
                throw new IllegalArgumentException("two routes for one model: " + route.model());
            }
        }
        this.routes = byModel;
    }

    /** The route of a model, or null when it is not configured. */
    public @Nullable Route find(String model) {
        return routes.get(model);
    }

    /** All routes, in the order of the configuration. */
    public List<Route> all() {
        return new ArrayList<>(routes.values());
    }
}
