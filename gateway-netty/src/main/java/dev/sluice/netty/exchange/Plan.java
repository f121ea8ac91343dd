package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.request.Splice;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import java.util.List;

/**
 * What an attempt sends where.
 *
 * @param edits what is changed in the client's body for this target
 * @param hideUsage whether the usage chunk is kept from the client, who did not ask for it
 * @param stream whether the client asked for a stream
 */
record Plan(Route route, Target target, TargetWire wire, List<Splice> edits, boolean hideUsage, boolean stream) {

    Dialect dialect() {
        return target.provider().dialect();
    }
}
