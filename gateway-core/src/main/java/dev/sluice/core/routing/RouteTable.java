package dev.sluice.core.routing;

import dev.sluice.core.label.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All routes of a configuration by model name, and what strategies are told. Thread-safe: event loops share it, and it
 * does not change but for what is learnt of groups that are addressed directly.
 */
public final class RouteTable {

    private final Map<String, Route> routes;
    private final RoutingSettings settings;
    private final DirectTargets direct;

    /** Of groups that are addressed directly, by name; bounded by the configured ones. */
    private final Map<String, Turns> directTurns = new ConcurrentHashMap<>();

    /** Makes targets for {@code provider/model}, whose models need not be configured. */
    @FunctionalInterface
    public interface DirectTargets {

        DirectTargets NONE = (group, model) -> null;

        /** The destination of a model at a group; null when there is no such group, or it refuses the model. */
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

    /** The route of a configured model, else that of {@code group/model}; null when neither is known. */
    public @Nullable Route resolve(String name) {
        Route configured = routes.get(name);
        if (configured != null) {
            return configured;
        }
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            return null;
        }
        String model = name.substring(slash + 1);
        Destination group = direct.of(name.substring(0, slash), model);
        return group == null ? null : directRoute(name, label(model, group), group);
    }

    /** The route of a request that went to a group itself; {@code model} is null where it names none. */
    Route directRoute(Destination group, @Nullable String model) {
        return model == null ? directRoute("", Labels.UNKNOWN, group) : directRoute(model, label(model, group), group);
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

    private Route directRoute(String name, int label, Destination group) {
        List<Destination> destinations = List.of(group);
        Turns turns = directTurns.computeIfAbsent(group.name(), any -> new Turns(destinations));
        return new Route(name, label, StrategyKind.DIRECT, destinations, List.of(), turns);
    }

    /** A request's own string never becomes a label: it is looked up among the names that are configured. */
    private int label(String model, Destination group) {
        Route configured = routes.get(model);
        if (configured != null) {
            return configured.label();
        }
        Target target = group.targets().get(0);
        return target.model().equals(model) ? target.vitals().model() : Labels.OTHER;
    }
}
