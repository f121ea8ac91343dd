package dev.sluice.core.config;

import dev.sluice.core.account.Authenticator;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.routing.RouteTable;
import java.util.List;

/**
 * A configuration, compiled: what a request runs under from its head to its end. Immutable; a reload makes another one.
 *
 * @param version counts up with each reload, from 1
 */
public record Snapshot(
        long version,
        ServerSettings server,
        AdminSettings admin,
        Authenticator authenticator,
        List<Provider> providers,
        RouteTable routes,
        LogSettings log,
        MetricsSettings metrics) {

    public Snapshot {
        providers = List.copyOf(providers);
    }
}
