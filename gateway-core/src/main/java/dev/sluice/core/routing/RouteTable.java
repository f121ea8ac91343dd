package dev.sluice.core.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All routes of a configuration by model name, and what strategies are told; immutable. */
public final class RouteTable {

    private final Map<String, Route> routes;
    private final RoutingSettings settings;
    private final DirectTargets direct;

    /** Makes targets for {@code provider/model}, whose models need not be configured. */
    @FunctionalInterface
    public interface DirectTargets {

        DirectTargets NONE = (group, model) -> null;

        /** The destination of a model at a group; null when there is no such group. */
        @Nullable
        Destination of(String group, String model);
    }

    public RouteTable(Collection<Route> routes) {
        this(routes, RoutingSettings.STANDARD, DirectTargets.NONE);
    }

    public RouteTable(Collection<Route> routes, RoutingSettings settings, DirectTargets direct) {
        Map<String, Route> byModel = new LinkedHashMap<>();
        for (Route route : routes) {
            if (byModel.put(route.model(), route) != null) {
                throw new IllegalArgumentException("two routes for one model: " + route.model());
            }
        }
        this.routes = byModel;
        this.settings = settings;
        this.direct = direct;
    }

    /** The route of a model, or null when it is not configured. */
    public @Nullable Route find(String model) {
        return routes.get(model);
    }

    /** All routes, in the order of the configuration. */
    public List<Route> all() {
        return new ArrayList<>(routes.values());
    }

    public RoutingSettings settings() {
        return settings;
    }

    public DirectTargets direct() {
        return direct;
    }
}
