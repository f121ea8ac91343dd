package dev.sluice.core.routing;

import dev.sluice.core.provider.SmoothWeighted;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of groups: its members share the traffic by their weights, those that cannot be used now left out. Requests
 * that a member did not answer are shared like that by the others. Thread-safe: event loops share the turn.
 *
 * @param label its name's number in {@code Identities.providers}
 * @param turn whose turn it is, a place a target
 */
public record Aggregate(String name, int label, List<Target> targets, double weight, SmoothWeighted turn)
        implements Destination {

    public Aggregate {
        targets = List.copyOf(targets);
    }

    @Override
    public boolean usable() {
        for (Target target : targets) {
            if (target.usable()) {
                return true;
            }
        }
        return false;
    }

    /** The member whose turn it is among those at the open places; null when none is open. */
    @Nullable
    Target member(BitSet open) {
        int place = turn.next(open::get);
        return place == SmoothWeighted.NONE ? null : targets.get(place);
    }
}
