package dev.sluice.core.config;

import dev.sluice.core.config.ModelConfig.TargetConfig;
import dev.sluice.core.label.Labels;
import dev.sluice.core.routing.Aggregate;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.RoutingSettings;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.routing.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compiles the models of a configuration into routes. Used by one thread, once. */
final class RouteCompiler {

    private final Groups groups;
    private final Labels models;
    private final @Nullable RouteTable before;

    /**
     * @param models numbers of the names of models
     * @param before what the routes were before a reload; null at the start
     */
    RouteCompiler(Groups groups, Labels models, @Nullable RouteTable before) {
        this.groups = groups;
        this.models = models;
        this.before = before;
    }

    RouteTable compile(GatewayConfig config) {
        // What clients ask for has numbers first, where not all names can have one.
        config.models().forEach(model -> models.number(model.name()));
        List<Route> routes = config.models().stream().map(this::route).toList();
        return new RouteTable(routes, settings(config.routing()), groups);
    }

    private Route route(ModelConfig model) {
        List<Destination> destinations = new ArrayList<>();
        for (TargetConfig target : model.targets()) {
            destinations.add(groups.configured(
                    target.provider(),
                    new Groups.Wanted(target.modelFor(model.name()), target.weight(), target.context())));
        }
        Route same = unchanged(model.name(), destinations);
        return new Route(
                model.name(),
                models.number(model.name()),
                StrategyKind.valueOf(model.strategy().toUpperCase(Locale.ROOT)),
                same == null ? destinations : goingOn(destinations, same.destinations()),
                model.fallbacks(),
                same == null ? new Turns(destinations) : same.turns());
    }

    /** The route as it was before a reload; null when there was none, or it shared its traffic otherwise. */
    private @Nullable Route unchanged(String model, List<Destination> destinations) {
        Route old = before == null ? null : before.find(model);
        return old != null && Shape.of(old.destinations()).equals(Shape.of(destinations)) ? old : null;
    }

    /** Aggregates go on where they were: who had its turn before a reload does not have it again. */
    private static List<Destination> goingOn(List<Destination> now, List<Destination> before) {
        List<Destination> going = new ArrayList<>();
        for (Destination destination : now) {
            Destination old = before.get(going.size());
            going.add(
                    destination instanceof Aggregate aggregate && old instanceof Aggregate known
                            ? new Aggregate(
                                    aggregate.name(),
                                    aggregate.label(),
                                    aggregate.targets(),
                                    aggregate.weight(),
                                    known.turn())
                            : destination);
        }
        return going;
    }

    private static RoutingSettings settings(RoutingConfig config) {
        RoutingConfig.Cost cost = config.cost();
        return new RoutingSettings(
                new RoutingSettings.Cost(
                        cost.simpleBelow(), cost.complexFrom(), cost.simple(), cost.medium(), cost.complex()),
                new RoutingSettings.Latency(
                        config.latency().max().toNanos(),
                        config.latency().unknown().toNanos()),
                config.capability().byTask());
    }
}
