package dev.sluice.core.manage;

import dev.sluice.core.account.Authenticator;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialects;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.GroupRules;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.KeyRing.Rotation;
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
import dev.sluice.core.resilience.ResilienceSettings.Backoff;
import dev.sluice.core.resilience.ResilienceSettings.Breaker;
import dev.sluice.core.resilience.ResilienceSettings.Health;
import dev.sluice.core.resilience.ResilienceSettings.Hedge;
import dev.sluice.core.resilience.ResilienceSettings.OnRateLimit;
import dev.sluice.core.resilience.RetryBudget;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.routing.Aggregate;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.Target;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.time.Ticker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Providers with real pools of keys and real breakers, and a clock that is turned by hand, for tests. */
final class Fleet implements GatewayListener {

    static final ValidationSettings HOURLY =
            new ValidationSettings(TimeUnit.HOURS.toNanos(1), 2, TimeUnit.SECONDS.toNanos(20), "gpt-test");
    static final ValidationSettings NEVER = new ValidationSettings(0, 2, 1, "gpt-test");

    final AtomicLong now = new AtomicLong(-5);
    final Ticker ticker = now::get;
    final Identities identities = Identities.bounded(100);
    final KeyRings rings = new KeyRings(ticker, Clock.systemUTC(), (ring, key) -> {});
    final VitalsTable vitals = new VitalsTable(ticker, (provider, model, from, to) -> {});
    final List<ValidationResult> validated = Collections.synchronizedList(new ArrayList<>());
    final List<Provider> providers = new ArrayList<>();
    final Map<String, Destination> byName = new LinkedHashMap<>();
    final List<Route> routes = new ArrayList<>();

    final Groups groups = new Groups(this::snapshot);

    /** Adds a group with keys of the file, whose values are long and differ. */
    Provider group(String name, ValidationSettings validation, String... keys) {
        return group(name, validation, 0, keys);
    }

    Provider group(String name, ValidationSettings validation, long probeIntervalNanos, String... keys) {
        List<ProviderKey> configured = Stream.of(keys)
                .map(key -> new ProviderKey(key, new Secret("sk-of-" + name + "-" + key), 1, KeySource.FILE, 0))
                .toList();
        ResilienceSettings resilience = resilience(probeIntervalNanos);
        Provider provider = new Provider(
                name,
                identities.providers().number(name),
                Objects.requireNonNull(new Dialects().find("openai")),
                Upstreams.of(new Origin(true, name + ".example", 443), "/api"),
                rings.ring(name, new KeyRing.Settings(Rotation.ROUND_ROBIN, 3), configured),
                GroupRules.NONE,
                new Provider.Limits(1, 1, 1, null),
                new Timeouts(1, 1, 1, 1, 1),
                resilience,
                new RetryBudget(0.2, ticker),
                validation);
        providers.removeIf(each -> each.name().equals(name));
        providers.add(provider);
        byName.put(
                name,
                new Target(
                        provider,
                        "",
                        1,
                        0,
                        vitals.of(new VitalsTable.Place(name, "", provider.label(), Labels.OTHER), resilience)));
        return provider;
    }

    private static ResilienceSettings resilience(long probeIntervalNanos) {
        return new ResilienceSettings(
                3,
                6,
                new Backoff(1, 2, 10, 0),
                EnumSet.of(ResilienceSettings.RetryOn.CONNECT),
                OnRateLimit.NEXT_KEY,
                new Breaker(2, 0, 0, 1, TimeUnit.SECONDS.toNanos(60), 1),
                0.2,
                Hedge.OFF,
                new Health(TimeUnit.MINUTES.toNanos(5), TimeUnit.SECONDS.toNanos(30), probeIntervalNanos));
    }

    Target target(Provider provider, String model) {
        int number = identities.models().number(model);
        return new Target(
                provider,
                model,
                1,
                0,
                vitals.of(
                        new VitalsTable.Place(provider.name(), model, provider.label(), number),
                        provider.resilience()));
    }

    /** Adds a route of that name. */
    void route(String model, Destination... destinations) {
        routes.add(Route.of(model, identities.models().number(model), List.of(destinations)));
    }

    Aggregate aggregate(String name, Target... members) {
        double[] weights = Stream.of(members).mapToDouble(Target::weight).toArray();
        Aggregate aggregate = new Aggregate(
                name, identities.providers().number(name), List.of(members), 1, new SmoothWeighted(weights));
        byName.put(name, aggregate);
        return aggregate;
    }

    /** Ends attempts until that key, and only that key, has been refused. */
    void refuse(Provider provider, String key) {
        KeyRing ring = provider.keys();
        List<ProviderKey> others = new ArrayList<>(ring.keys());
        others.removeIf(each -> each.name().equals(key));
        ProviderKey taken = Objects.requireNonNull(ring.select(0, others));
        ring.ended(taken, taken.name().equals(key) ? Outcome.REJECTED : Outcome.NEUTRAL, -1);
        if (!taken.name().equals(key)) {
            throw new AssertionError("not usable: " + key);
        }
    }

    ProviderKey key(Provider provider, String name) {
        return Objects.requireNonNull(provider.keys().find(name));
    }

    @SuppressWarnings("NullAway") // What management does not look at is left out.
    Snapshot snapshot() {
        RouteTable table = new RouteTable(routes);
        return new Snapshot(
                1,
                null,
                null,
                null,
                Authenticator.open(),
                providers,
                byName,
                Map.of(),
                table,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Override
    public LoopListener onLoop(int loop) {
        return LoopListener.SILENT;
    }

    @Override
    public void keyValidated(int provider, ValidationResult result) {
        validated.add(result);
    }
}
