package dev.sluice.metrics.instrument;

import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.RoutingSettings.Cost;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.routing.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Works out which targets the requests for a model may come to, and which provider may be tried after which. Made for
 * one configuration, used by one thread.
 */
final class Successions {

    private final RouteTable routes;
    private final Set<KnownPair> targets = new TreeSet<>();
    private final Set<KnownPair> failovers = new TreeSet<>();

    Successions(RouteTable routes) {
        this.routes = routes;
    }

    /** Providers, and the models that clients may ask them for. */
    Set<KnownPair> targets() {
        return targets;
    }

    /** Providers, and those that may be tried instead. */
    Set<KnownPair> failovers() {
        return failovers;
    }

    /** Adds what requests for a route's model may lead to. */
    void add(Route route) {
        List<List<Target>> stages = new ArrayList<>();
        addStages(route, stages, new HashSet<>(List.of(route.model())));
        follow(route, List.of(), stages);
        for (List<String> candidates : lists(routes, route.strategy())) {
            follow(route, candidates(candidates), stages);
        }
    }

    /** Stages are tried one after the other, the targets of one in any order. */
    private void addStages(Route route, List<List<Target>> stages, Set<String> visited) {
        if (route.strategy() == StrategyKind.PRIORITY) {
            route.destinations().forEach(destination -> stages.add(destination.targets()));
        } else {
            stages.add(route.destinations().stream()
                    .flatMap(destination -> destination.targets().stream())
                    .toList());
        }
        for (String fallback : route.fallbacks()) {
            Route next = routes.find(fallback);
            if (next != null && visited.add(fallback)) {
                addStages(next, stages, visited);
            }
        }
    }

    /** What a strategy may take instead of a route's own targets. */
    static List<List<String>> lists(RouteTable routes, StrategyKind strategy) {
        Cost cost = routes.settings().cost();
        return switch (strategy) {
            case COST -> List.of(cost.simple(), cost.medium(), cost.complex());
            case CAPABILITY -> List.copyOf(routes.settings().capability().values());
            case PRIORITY, WEIGHTED, ROUND_ROBIN, LATENCY, LEAST_BUSY, DIRECT -> List.of();
        };
    }

    private List<Target> candidates(List<String> names) {
        List<Target> candidates = new ArrayList<>();
        for (String name : names) {
            Route route = routes.find(name);
            int slash = name.indexOf('/');
            if (route != null) {
                route.destinations().forEach(destination -> candidates.addAll(destination.targets()));
            } else if (slash > 0) {
                Destination direct = routes.direct().of(name.substring(0, slash), name.substring(slash + 1));
                candidates.addAll(direct == null ? List.of() : direct.targets());
            }
        }
        return candidates;
    }

    private void follow(Route route, List<Target> first, List<List<Target>> rest) {
        List<Target> earlier = new ArrayList<>();
        enter(route, first, earlier);
        rest.forEach(stage -> enter(route, stage, earlier));
    }

    private void enter(Route route, List<Target> stage, List<Target> earlier) {
        for (Target target : stage) {
            targets.add(new KnownPair(target.provider().label(), route.label()));
            earlier.forEach(before -> pair(before, target));
            stage.forEach(beside -> pair(beside, target));
        }
        earlier.addAll(stage);
    }

    /** A target is tried once only, so none follows itself. */
    private void pair(Target from, Target to) {
        int before = from.provider().label();
        int after = to.provider().label();
        if (before != after || !from.model().equals(to.model())) {
            failovers.add(new KnownPair(before, after));
        }
    }
}
