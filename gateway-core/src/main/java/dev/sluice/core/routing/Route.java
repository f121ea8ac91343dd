package dev.sluice.core.routing;

import java.util.List;

/**
 * What clients ask for by {@code model}, and who serves it. {@code label} is the model's place in
 * {@link dev.sluice.core.label.Labels}.
 *
 * @param fallbacks models to try, in order, when none of the destinations answers
 */
public record Route(
        String model,
        int label,
        StrategyKind strategy,
        List<Destination> destinations,
        List<String> fallbacks,
        Turns turns) {

    public Route {
        destinations = List.copyOf(destinations);
        fallbacks = List.copyOf(fallbacks);
        if (destinations.isEmpty()) {
            throw new IllegalArgumentException("a route needs a destination: " + model);
        }
    }

    /** A route of one strategy without state, as most are. */
    public static Route of(String model, int label, List<Destination> destinations) {
        return new Route(model, label, StrategyKind.PRIORITY, destinations, List.of(), new Turns(destinations));
    }
}
