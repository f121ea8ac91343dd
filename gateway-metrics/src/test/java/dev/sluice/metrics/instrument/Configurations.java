package dev.sluice.metrics.instrument;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.routing.Target;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configurations with nothing in them but what metrics read, for tests. */
@SuppressWarnings("NullAway")
public final class Configurations {

    private final Identities identities;
    private final Map<String, Provider> providers = new LinkedHashMap<>();

    public Configurations(Identities identities) {
        this.identities = identities;
    }

    /** The provider of that name, made on first sight. */
    public Provider provider(String name) {
        return providers.computeIfAbsent(
                name,
                n -> new Provider(
                        n, identities.providers().number(n), null, null, null, null, null, null, null, null, null));
    }

    public Target target(String provider, String model) {
        return new Target(provider(provider), model, 1, 0, null);
    }

    public Route route(String model, StrategyKind strategy, List<Destination> destinations, String... fallbacks) {
        return new Route(model, identities.models().number(model), strategy, destinations, List.of(fallbacks), null);
    }

    /** With all providers that were made, and without anything else. */
    public Snapshot snapshot(Route... routes) {
        return snapshot(new RouteTable(List.of(routes)));
    }

    public Snapshot snapshot(RouteTable routes) {
        Collection<Provider> all = providers.values();
        return new Snapshot(
                1,
                null,
                null,
                null,
                null,
                List.copyOf(all),
                Map.of(),
                Map.of(),
                routes,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
