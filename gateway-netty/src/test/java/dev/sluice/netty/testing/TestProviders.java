package dev.sluice.netty.testing;

import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.provider.GroupRules;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.core.provider.Upstreams;
import dev.sluice.core.provider.ValidationSettings;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.RetryBudget;
import dev.sluice.core.time.Ticker;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Providers for tests that need one, and care for little of it. */
public final class TestProviders {

    private TestProviders() {}

    /** A provider without keys that is at this address. */
    public static Provider at(Origin origin) {
        KeyRing keys = new KeyRings(Ticker.SYSTEM, Clock.systemUTC(), (ring, key) -> {})
                .ring("up", new KeyRing.Settings(KeyRing.Rotation.ROUND_ROBIN, 3), List.of());
        ResilienceSettings resilience = new ResilienceSettings(
                1,
                1,
                new ResilienceSettings.Backoff(1, 1, 1, 0),
                Set.of(),
                ResilienceSettings.OnRateLimit.RELAY,
                new ResilienceSettings.Breaker(5, 0, 0, 1_000_000_000L, 1_000_000_000L, 1),
                0,
                ResilienceSettings.Hedge.OFF,
                new ResilienceSettings.Health(1_000_000_000L, 1_000_000_000L, 0));
        return new Provider(
                "up",
                2,
                new OpenAi(),
                Upstreams.of(origin, ""),
                keys,
                GroupRules.NONE,
                new Provider.Limits(10, 10, 1_000_000_000L, null),
                new Timeouts(1, 1, 1, 1, 1),
                resilience,
                new RetryBudget(0, Ticker.SYSTEM),
                new ValidationSettings(0, 1, 1, null));
    }
}
