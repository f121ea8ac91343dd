package dev.sluice.core.routing;

import dev.sluice.core.routing.Conversation.Task;
import java.util.List;
import java.util.Map;

/** What strategies are told by the configuration, compiled. Lists hold names of models, or {@code provider/model}. */
public record RoutingSettings(Cost cost, Latency latency, Map<Task, List<String>> capability) {

    public static final RoutingSettings STANDARD = new RoutingSettings(
            new Cost(0.3, 0.7, List.of(), List.of(), List.of()), new Latency(2_000_000_000L, 500_000_000L), Map.of());

    public RoutingSettings {
        capability = Map.copyOf(capability);
    }

    /** Below {@code simpleBelow} a request is simple, from {@code complexFrom} on it is complex. */
    public record Cost(
            double simpleBelow, double complexFrom, List<String> simple, List<String> medium, List<String> complex) {}

    /** Targets must be faster than {@code maxNanos}; one that is not known counts as {@code unknownNanos}. */
    public record Latency(long maxNanos, long unknownNanos) {}
}
