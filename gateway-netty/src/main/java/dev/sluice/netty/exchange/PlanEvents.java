package dev.sluice.netty.exchange;

import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.RoutingFailure;
import org.jspecify.annotations.Nullable;

/** Tells what was decided about a request's way; where the path names the group nothing was. Stateless. */
final class PlanEvents {

    private PlanEvents() {}

    /** Tells where the model is not known, so that there is no plan. */
    static void looked(@Nullable Plan plan, Address address, LoopListener listener) {
        if (plan == null && !address.proxied()) {
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
