package dev.sluice.core.config;

import dev.sluice.core.observe.ProviderState;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The levels of the providers that the configuration in force names. What is known of models that it does not name is
 * shown, for each provider together, where there is anything to show. Thread-safe.
 */
public final class ProviderLevels implements ProviderState {

    private final Supplier<Snapshot> config;

    public ProviderLevels(Supplier<Snapshot> config) {
        this.config = config;
    }

    @Override
    public void keyCounts(KeyCountVisitor visitor) {
        for (Provider provider : config.get().providers()) {
            if (!provider.keys().needed()) {
                // That it has no active key is nothing that anybody should be alerted of.
                continue;
            }
            Map<KeyState, Integer> counts = new EnumMap<>(KeyState.class);
            for (ProviderKey key : provider.keys().keys()) {
                counts.merge(key.state(), 1, Integer::sum);
            }
            for (KeyState state : KeyState.values()) {
                visitor.visit(provider.label(), state, counts.getOrDefault(state, 0));
            }
        }
    }

    @Override
    public void keyHealth(KeyHealthVisitor visitor) {
        for (Provider provider : config.get().providers()) {
            for (ProviderKey key : provider.keys().keys()) {
                visitor.visit(provider.label(), key.label(), key.health());
            }
        }
    }

    @Override
    public void targets(TargetVisitor visitor) {
        for (Set<Vitals> ofProvider : vitals(config.get()).values()) {
            for (Vitals vitals : ofProvider) {
                visitor.visit(
                        vitals.provider(),
                        vitals.model(),
                        vitals.breaker().state(),
                        vitals.health().reading());
            }
        }
    }

    @Override
    public void availability(AvailabilityVisitor visitor) {
        Snapshot snapshot = config.get();
        Map<String, Set<Vitals>> vitals = vitals(snapshot);
        for (Provider provider : snapshot.providers()) {
            boolean available =
                    provider.keys().usable() && known(vitals, provider).stream().allMatch(ProviderLevels::answers);
            visitor.visit(provider.label(), available ? Availability.AVAILABLE : Availability.UNAVAILABLE);
        }
    }

    /** By provider, each model's once. */
    private static Map<String, Set<Vitals>> vitals(Snapshot snapshot) {
        Map<String, Set<Vitals>> all = new LinkedHashMap<>();
        for (Route route : snapshot.routes().all()) {
            for (Destination destination : route.destinations()) {
                for (Target target : destination.targets()) {
                    known(all, target.provider()).add(target.vitals());
                }
            }
        }
        for (Provider provider : snapshot.providers()) {
            Destination group = Objects.requireNonNull(snapshot.groups().get(provider.name()));
            Vitals others = group.targets().get(0).vitals();
            Set<Vitals> known = known(all, provider);
            if (known.isEmpty() || isKnown(others)) {
                known.add(others);
            }
        }
        return all;
    }

    private static Set<Vitals> known(Map<String, Set<Vitals>> all, Provider provider) {
        return all.computeIfAbsent(provider.name(), any -> new LinkedHashSet<>());
    }

    /** Half-open is not yet: without traffic a breaker stays so, and a dead provider must not look alive. */
    private static boolean answers(Vitals vitals) {
        return !vitals.probeFailed() && vitals.breaker().state() == BreakerState.CLOSED;
    }

    private static boolean isKnown(Vitals vitals) {
        return vitals.breaker().state() != BreakerState.CLOSED
                || vitals.health().reading().attempts() > 0;
    }
}
