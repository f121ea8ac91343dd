package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.ProviderState;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Health;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Providers whose levels stand still until a test changes them, by one thread. */
public final class FixedProviders implements ProviderState {

    /** Providers, and whether they are available. */
    public final Map<Integer, Boolean> providers = new LinkedHashMap<>();

    public final List<Key> keys = new ArrayList<>();
    public final List<TargetLevel> targets = new ArrayList<>();

    public record Key(int provider, int key, KeyState state, double health) {}

    public record TargetLevel(int provider, int model, BreakerState breaker, Health.Reading health) {}

    @Override
    public void keyCounts(KeyCountVisitor visitor) {
        for (int provider : providers.keySet()) {
            for (KeyState state : KeyState.values()) {
                long count = keys.stream()
                        .filter(key -> key.provider() == provider && key.state() == state)
                        .count();
                visitor.visit(provider, state, (int) count);
            }
        }
    }

    @Override
    public void keyHealth(KeyHealthVisitor visitor) {
        keys.forEach(key -> visitor.visit(key.provider(), key.key(), key.health()));
    }

    @Override
    public void targets(TargetVisitor visitor) {
        targets.forEach(target -> visitor.visit(target.provider(), target.model(), target.breaker(), target.health()));
    }

    @Override
    public void availability(AvailabilityVisitor visitor) {
        providers.forEach((provider, available) ->
                visitor.visit(provider, available ? Availability.AVAILABLE : Availability.UNAVAILABLE));
    }
}
