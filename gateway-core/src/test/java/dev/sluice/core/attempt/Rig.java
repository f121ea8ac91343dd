package dev.sluice.core.attempt;

import static java.util.Objects.requireNonNull;

import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.provider.GroupRules;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.core.provider.Upstreams;
import dev.sluice.core.provider.ValidationSettings;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.RetryBudget;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Planner;
import dev.sluice.core.routing.RequestFacts;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.routing.Target;
import dev.sluice.core.routing.Turns;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.time.ManualTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Providers with real pools of keys, breakers, health and budgets, and the attempts of requests to them. Time is turned
 * by hand, but for breakers; what listeners were told is kept, in words.
 */
final class Rig implements LoopListener {

    static final long LONG = TimeUnit.MINUTES.toNanos(15);

    final ManualTime time = new ManualTime();
    final List<String> told = new ArrayList<>();

    /** Transitions of breakers, by provider's number. */
    final List<String> breakers = Collections.synchronizedList(new ArrayList<>());

    private final KeyRings rings = new KeyRings(time, time.clock(), (ring, key) -> {});
    private final VitalsTable vitals =
            new VitalsTable(time, (provider, model, from, to) -> breakers.add(name(provider) + " " + to));
    private final Map<String, Provider> providers = new LinkedHashMap<>();

    /** A model at a provider of the standard rules. */
    Target target(String provider, String... keys) {
        return target(provider, Rules.STANDARD, keys);
    }

    Target target(String provider, Rules rules, String... keys) {
        return target(provider, 0, rules, keys);
    }

    /** @param context tokens that the model takes */
    Target target(String name, long context, Rules rules, String... keys) {
        Provider provider = provider(name, rules.settings(), KeyRing.Rotation.ROUND_ROBIN, keys);
        return target(provider, context);
    }

    /** A model at a provider that takes keys by the prompt's prefix. */
    Target affine(String name, String... keys) {
        return affine(Rules.STANDARD, name, keys);
    }

    Target affine(Rules rules, String name, String... keys) {
        return target(provider(name, rules.settings(), KeyRing.Rotation.AFFINITY, keys), 0);
    }

    /** Another model at the provider of a target. */
    Target sibling(Target of, int model) {
        Provider provider = of.provider();
        return new Target(
                provider,
                "m" + model,
                1,
                0,
                vitals.of(
                        new VitalsTable.Place(provider.name(), "m" + model, provider.label(), model),
                        provider.resilience()));
    }

    private Target target(Provider provider, long context) {
        return new Target(
                provider,
                "m",
                1,
                context,
                vitals.of(new VitalsTable.Place(provider.name(), "m", provider.label(), 2), provider.resilience()));
    }

    private Provider provider(String name, ResilienceSettings rules, KeyRing.Rotation rotation, String... keys) {
        List<ProviderKey> configured = Stream.of(keys)
                .map(key -> new ProviderKey(key, new Secret("sk-" + key), 1, KeySource.FILE, 2))
                .toList();
        Provider provider = new Provider(
                name,
                2 + providers.size(),
                new OpenAi(),
                Upstreams.of(new Origin(false, "localhost", 1), ""),
                rings.ring(name, new KeyRing.Settings(rotation, 3), configured),
                GroupRules.NONE,
                new Provider.Limits(1, 1, 1, null),
                new Timeouts(1, 1, 1, 1, 1),
                rules,
                new RetryBudget(rules.retryBudget(), time),
                new ValidationSettings(0, 1, 1, null));
        providers.put(name, provider);
        return provider;
    }

    /** The attempts of a request that these targets can serve, in this order. */
    Attempts request(Target... targets) {
        return new Attempts(plan(targets), () -> 0, new Attempts.Context(this, () -> 0.5));
    }

    static Plan plan(Target... targets) {
        return plan(new RouteTable(List.of(Route.of("m", 2, List.of(targets)))));
    }

    /** The attempts of a request for a model with fallbacks, each served by one target. */
    Attempts request(Target own, Map<String, Target> fallbacks) {
        List<Route> routes = new ArrayList<>();
        routes.add(new Route(
                "m", 2, StrategyKind.PRIORITY, List.of(own), List.copyOf(fallbacks.keySet()), new Turns(List.of(own))));
        fallbacks.forEach((model, target) -> routes.add(Route.of(model, 3, List.of(target))));
        return new Attempts(plan(new RouteTable(routes)), () -> 0, new Attempts.Context(this, () -> 0.5));
    }

    private static Plan plan(RouteTable routes) {
        return requireNonNull(new Planner(new Random(1)::nextInt).plan(routes, new RequestFacts("m", () -> null)));
    }

    static ProviderKey key(Target target, String name) {
        return requireNonNull(target.provider().keys().find(name));
    }

    private String name(int provider) {
        return List.copyOf(providers.keySet()).get(provider - 2);
    }

    @Override
    public void retried(int provider, RetryReason reason) {
        told.add("retried " + name(provider) + " " + reason);
    }

    @Override
    public void failedOver(int from, int to, FailoverResult result) {
        told.add("from " + name(from) + " to " + name(to) + " " + result);
    }
}
