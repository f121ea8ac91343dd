package dev.sluice.metrics.instrument;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.observe.CacheKind;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        return snapshot(routes, null);
    }

    /** With caches of these kinds. */
    public Snapshot caching(Set<CacheKind> caches, Route... routes) {
        CacheSettings.Exact exact = new CacheSettings.Exact(
                60_000,
                60_000,
                1 << 20,
                1 << 16,
                CacheSettings.Temperature.ANY,
                CacheSettings.Replay.AT_ONCE,
                false,
                false);
        CacheSettings.Semantic semantic =
                new CacheSettings.Semantic(0.95, 60_000, 1 << 20, 1, CacheSettings.Temperature.ZERO, null, List.of());
        return snapshot(
                new RouteTable(List.of(routes)),
                new CacheSettings(
                        caches.contains(CacheKind.EXACT) ? exact : null,
                        caches.contains(CacheKind.SEMANTIC) ? semantic : null,
                        Set.of(),
                        Map.of(),
                        null,
                        false));
    }

    private Snapshot snapshot(RouteTable routes, @Nullable CacheSettings caches) {
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
                null,
                caches);
    }
}
