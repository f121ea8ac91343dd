package dev.sluice.netty.exchange;

import dev.sluice.core.routing.Conversation;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Planner;
import dev.sluice.core.routing.RequestFacts;
import dev.sluice.core.routing.RouteTable;
import org.jspecify.annotations.Nullable;

/** Where requests go. Stateless. */
final class Plans {

    private Plans() {}

    /** The plan of a request; null when its model is not known, or the group refuses it. */
    static @Nullable Plan of(Request request, Planner planner) {
        RouteTable routes = request.snapshot().routes();
        String asked = request.model();
        Destination named = request.group();
        Renditions renditions = request.renditions();
        if (named == null) {
            return asked == null
                    ? null
                    : planner.plan(
                            routes,
                            new RequestFacts(
                                    asked,
                                    () -> Conversation.read(request.body().views()),
                                    renditions::suits));
        }
        Destination willing = asked == null ? named : routes.direct().of(named.name(), asked);
        return willing == null ? null : planner.direct(routes, willing, asked, renditions::suits);
    }
}
