package dev.sluice.netty.exchange;

import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.RoutingFailure;
import org.jspecify.annotations.Nullable;

/** Tells what was decided about a request's way; where the path names the group nothing was. Stateless. */
final class PlanEvents {

    private PlanEvents() {}

    /** @param plan null where the model is not known */
    static void tell(@Nullable Plan plan, Address address, LoopListener listener) {
        if (address.proxied()) {
            return;
        }
        if (plan == null) {
            listener.routingFailed(RoutingFailure.UNKNOWN_MODEL);
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
