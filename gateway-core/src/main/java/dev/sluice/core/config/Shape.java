package dev.sluice.core.config;

import dev.sluice.core.routing.Aggregate;
import dev.sluice.core.routing.Destination;
import java.util.List;

/**
 * What a destination is made of by its names: two with the same shape share traffic in the same way, whatever else a
 * reload changed.
 */
record Shape(String group, String model, double weight, List<Shape> targets) {

    static Shape of(Destination destination) {
        if (destination instanceof Aggregate aggregate) {
            return new Shape(aggregate.name(), "", aggregate.weight(), of(aggregate.targets()));
        }
        String model = destination.targets().get(0).model();
        return new Shape(destination.name(), model, destination.weight(), List.of());
    }

    static List<Shape> of(List<? extends Destination> destinations) {
        return destinations.stream().map(Shape::of).toList();
    }
}
