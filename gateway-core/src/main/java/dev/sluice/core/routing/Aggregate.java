package dev.sluice.core.routing;

import dev.sluice.core.provider.SmoothWeighted;
import java.util.ArrayList;
import java.util.List;

/**
 * A group of groups: its members share the traffic by their weights, those that cannot be used now left out.
 * {@code label} is its name's number in {@code Identities.providers}.
 */
public record Aggregate(String name, int label, List<Target> targets, double weight, SmoothWeighted turn)
        implements Destination {

    public Aggregate {
        targets = List.copyOf(targets);
    }

    @Override
    public boolean usable() {
        return targets.stream().anyMatch(Target::usable);
    }

    @Override
    public List<Target> inTurn() {
        int first = turn.next(place -> targets.get(place).usable());
        if (first <= 0) {
            return targets;
        }
        List<Target> ordered = new ArrayList<>(targets.size());
        ordered.add(targets.get(first));
        for (Target target : targets) {
            if (!target.equals(targets.get(first))) {
                ordered.add(target);
            }
        }
        return ordered;
    }
}
