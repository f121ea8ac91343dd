package dev.sluice.netty.exchange;

import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.RoutingFailure;

/** Tells what was decided about a request's way. Stateless. */
final class PlanEvents {

    private PlanEvents() {}

    static void tell(Plan plan, LoopListener listener) {
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
