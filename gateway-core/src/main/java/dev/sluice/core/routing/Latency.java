package dev.sluice.core.routing;

import java.util.List;

/**
 * The destination with the least mean latency, which must be below the configured maximum; what is not known counts as
 * configured. An aggregate counts with the mean of its members that can be used. Where none is fast enough, the order
 * of the file holds.
 */
final class Latency implements Strategy {

    @Override
    public int next(Route route, Plan plan) {
        RoutingSettings.Latency settings = plan.settings().latency();
        List<Destination> destinations = route.destinations();
        int best = NONE;
        long least = settings.maxNanos();
        for (int place = 0; place < destinations.size(); place++) {
            Destination destination = destinations.get(place);
            if (plan.isOpen(destination)) {
                long average = averageNanos(destination, settings.unknownNanos());
                if (average < least) {
                    best = place;
                    least = average;
                }
            }
        }
        return best == NONE ? firstInstead(route, plan) : best;
    }

    private static int firstInstead(Route route, Plan plan) {
        int first = Priority.first(route, plan);
        if (first != NONE) {
            plan.cannotChoose(route, RoutingFailure.LATENCY_ABOVE_MAXIMUM);
        }
        return first;
    }

    private static long averageNanos(Destination destination, long unknownNanos) {
        if (destination instanceof Target target) {
            return averageNanos(target, unknownNanos);
        }
        long sum = 0;
        int members = 0;
        for (Target target : destination.targets()) {
            if (target.usable()) {
                sum += averageNanos(target, unknownNanos);
                members++;
            }
        }
        return members == 0 ? unknownNanos : sum / members;
    }

    private static long averageNanos(Target target, long unknownNanos) {
        long average = target.vitals().health().reading().averageNanos();
        return average < 0 ? unknownNanos : average;
    }
}
