package dev.sluice.core.routing;

import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.provider.GroupRules;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.provider.SmoothWeighted;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.core.provider.Upstreams;
import dev.sluice.core.provider.ValidationSettings;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.RetryBudget;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.time.ManualTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Providers, models and routes with real breakers, health and key pools, on a clock that is turned by hand. */
final class Fleet {

    /** Number of the first provider, and of the first model that a provider knows. */
    static final int FIRST_LABEL = 2;

    private static final ResilienceSettings RESILIENCE = new ResilienceSettings(
            3,
            6,
            new ResilienceSettings.Backoff(1, 2, 1, 0),
            Set.of(),
            ResilienceSettings.OnRateLimit.NEXT_KEY,
            new ResilienceSettings.Breaker(2, 0, 0, 0, TimeUnit.SECONDS.toNanos(60), 1),
            0.2,
            ResilienceSettings.Hedge.OFF,
            new ResilienceSettings.Health(TimeUnit.MINUTES.toNanos(5), TimeUnit.SECONDS.toNanos(30), 0));

    private final ManualTime time = new ManualTime();
    private final VitalsTable vitals = new VitalsTable(time, (provider, model, from, to) -> {});
    private final KeyRings rings = new KeyRings(time, time.clock(), (ring, key) -> {});
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, Integer> models = new LinkedHashMap<>();

    /** A target of weight 1 and unknown size. */
    Target target(String provider, String model) {
        return target(provider, model, 1, 0);
    }

    Target weighted(String provider, double weight) {
        return target(provider, "m", weight, 0);
    }

    Target target(String provider, String model, double weight, long context) {
        Provider group = providers.computeIfAbsent(provider, this::provider);
        return new Target(
                group,
                model,
                weight,
                context,
                vitals.of(new VitalsTable.Place(group.name(), model, group.label(), label(model)), RESILIENCE));
    }

    static Aggregate aggregate(String name, Target... members) {
        double[] weights = List.of(members).stream().mapToDouble(Target::weight).toArray();
        return new Aggregate(name, 90, List.of(members), 1, new SmoothWeighted(weights));
    }

    static Route route(String model, StrategyKind strategy, Destination... destinations) {
        return route(model, strategy, List.of(), destinations);
    }

    static Route route(String model, StrategyKind strategy, List<String> fallbacks, Destination... destinations) {
        return new Route(
                model, labelOf(model), strategy, List.of(destinations), fallbacks, new Turns(List.of(destinations)));
    }

    /** What a route of that name has for a number. */
    static int labelOf(String model) {
        return 1000 + (model.hashCode() & 0xFFFF);
    }

    /** The number of a provider's own name of a model. */
    int label(String model) {
        return models.computeIfAbsent(model, name -> FIRST_LABEL + models.size());
    }

    /** Lets the breaker open. */
    static void open(Target target) {
        for (int failure = 0; failure < RESILIENCE.breaker().failures(); failure++) {
            target.vitals().breaker().failed(target.vitals().breaker().tryAcquire());
        }
    }

    static void limitKeys(Target target, long coolNanos) {
        end(target, KeyRing.Outcome.RATE_LIMITED, coolNanos);
    }

    static void rejectKeys(Target target) {
        end(target, KeyRing.Outcome.REJECTED, -1);
    }

    /** So many attempts that took so long; what was read before does not count any more. */
    void took(Target target, long millis) {
        target.vitals().health().succeeded(TimeUnit.MILLISECONDS.toNanos(millis));
        time.advance(Duration.ofSeconds(2));
    }

    void failed(Target target) {
        target.vitals().health().failed();
        time.advance(Duration.ofSeconds(2));
    }

    private static void end(Target target, KeyRing.Outcome outcome, long coolNanos) {
        for (ProviderKey key : target.provider().keys().keys()) {
            target.provider().keys().ended(key, outcome, coolNanos);
        }
    }

    private Provider provider(String name) {
        ProviderKey key = new ProviderKey("first", new Secret("sk-very-secret"), 1, KeySource.FILE, 2);
        KeyRing ring = rings.ring(name, new KeyRing.Settings(KeyRing.Rotation.ROUND_ROBIN, 3), List.of(key));
        return new Provider(
                name,
                FIRST_LABEL + providers.size(),
                new OpenAi(),
                Upstreams.of(new Origin(false, "localhost", 1), ""),
                ring,
                GroupRules.NONE,
                new Provider.Limits(1, 1, 1, null),
                new Timeouts(1, 1, 1, 1, 1),
                RESILIENCE,
                new RetryBudget(0.2, time),
                new ValidationSettings(1, 1, 1, null));
    }
}
