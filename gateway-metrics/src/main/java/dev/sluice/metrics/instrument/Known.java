package dev.sluice.metrics.instrument;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.StrategyKind;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the configurations of this process have named so far, by number: label sets that counters exist for before
 * anything has happened. Immutable; nothing leaves it, for a counter that was shown stays.
 *
 * @param providers groups, without aggregates
 * @param targets providers, and the models that clients may ask them for
 * @param failovers providers, and those that may be tried instead
 * @param caches those that were on at some time
 */
record Known(
        Set<Integer> providers,
        Set<KnownPair> targets,
        Set<KnownPair> failovers,
        Set<StrategyKind> strategies,
        Set<CacheKind> caches) {

    /** Those that dashboards ask for whatever is configured. */
    static final Known NOTHING = new Known(
            Set.of(),
            Set.of(),
            Set.of(),
            EnumSet.of(
                    StrategyKind.COST,
                    StrategyKind.LATENCY,
                    StrategyKind.WEIGHTED,
                    StrategyKind.ROUND_ROBIN,
                    StrategyKind.CAPABILITY),
            Set.of());

    /** This, and what another configuration names. */
    Known with(Snapshot snapshot) {
        Set<Integer> allProviders = new TreeSet<>(providers);
        for (Provider provider : snapshot.providers()) {
            allProviders.add(provider.label());
        }
        Successions successions = new Successions(snapshot.routes());
        Set<StrategyKind> allStrategies = EnumSet.copyOf(strategies);
        for (Route route : snapshot.routes().all()) {
            successions.add(route);
            allStrategies.add(route.strategy());
        }
        Set<KnownPair> allTargets = new TreeSet<>(targets);
        allTargets.addAll(successions.targets());
        Set<KnownPair> allFailovers = new TreeSet<>(failovers);
        allFailovers.addAll(successions.failovers());
        return new Known(allProviders, allTargets, allFailovers, allStrategies, caches(snapshot.cache()));
    }

    private Set<CacheKind> caches(@Nullable CacheSettings settings) {
        Set<CacheKind> all = EnumSet.noneOf(CacheKind.class);
        all.addAll(caches);
        if (settings != null && settings.exact() != null) {
            all.add(CacheKind.EXACT);
        }
        if (settings != null && settings.semantic() != null) {
            all.add(CacheKind.SEMANTIC);
        }
        return all;
    }
}
