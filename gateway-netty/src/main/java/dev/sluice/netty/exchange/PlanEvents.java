package dev.sluice.netty.exchange;

import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.RoutingFailure;

/** Tells what was decided about a request's way; where the path names the group nothing was. Stateless. */
final class PlanEvents {

    private PlanEvents() {}

    static void unknownModel(Address address, LoopListener listener) {
        if (!address.proxied()) {
            listener.routingFailed(RoutingFailure.UNKNOWN_MODEL);
        }
    }

    static void tell(Plan plan, Address address, LoopListener listener) {
        if (address.proxied()) {
            return;
        }
        listener.routed(plan.strategy());
        if (plan.switchedTo() >= 0) {
            listener.switched(plan.route().label(), plan.switchedTo(), plan.strategy());
        }
        RoutingFailure failure = plan.failure();
        if (failure != null) {
            listener.routingFailed(failure);
        }
    }
}
