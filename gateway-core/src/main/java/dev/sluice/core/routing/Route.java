package dev.sluice.core.routing;

import java.util.List;

/**
 * What clients ask for by {@code model}, and the targets that serve it, in order. {@code label} is the model's place in
 * {@link dev.sluice.core.observe.Labels}.
 */
public record Route(String model, int label, List<Target> targets) {

    public Route {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("a route needs a target: " + model);
        }
    }
}
