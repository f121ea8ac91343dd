package dev.sluice.core.routing;

import dev.sluice.core.provider.SmoothWeighted;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of groups: its members share the traffic by their weights, those that cannot be used now left out. Requests
 * that a member did not answer go to the others, the heaviest first. Thread-safe: event loops share the turn.
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
    Target inTurn(BitSet open) {
        return at(turn.next(open::get));
    }

    /** The member to try when another one did not answer: the heaviest; null when none is open. */
    @Nullable
    Target instead(BitSet open) {
        return at(Places.heaviest(open, targets));
    }

    private @Nullable Target at(int place) {
        return place < 0 ? null : targets.get(place);
    }
}
