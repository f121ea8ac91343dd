package dev.sluice.core.routing;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Of two destinations taken by chance, the one with fewer attempts under way (Mitzenmacher, "The Power of Two Choices
 * in Randomized Load Balancing", 2001). An aggregate counts with the mean of its members that can be used.
 */
final class LeastBusy implements Strategy {

    private final IntUnaryOperator chance;

    LeastBusy(IntUnaryOperator chance) {
        this.chance = chance;
    }

    @Override
    public int next(Route route, Plan plan) {
        BitSet open = plan.open(route);
        int choices = open.cardinality();
        if (choices < 2) {
            return open.nextSetBit(0);
        }
        int one = chance.applyAsInt(choices);
        int other = chance.applyAsInt(choices - 1);
        int first = Places.nth(open, one);
        int second = Places.nth(open, other < one ? other : other + 1);
        List<Destination> destinations = route.destinations();
        return busy(destinations.get(second)) < busy(destinations.get(first)) ? second : first;
    }

    private static double busy(Destination destination) {
        if (destination instanceof Target target) {
            return target.vitals().inFlight().get();
        }
        double attempts = 0;
        int members = 0;
        for (Target target : destination.targets()) {
            if (target.usable()) {
                attempts += target.vitals().inFlight().get();
                members++;
            }
        }
        return attempts / Math.max(members, 1);
    }
}
