package dev.sluice.benchmarks;

import dev.sluice.core.dialect.OpenAi;
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
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Planner;
import dev.sluice.core.routing.RequestFacts;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.routing.Target;
import dev.sluice.core.routing.Turns;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.time.Ticker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Where a request goes: its plan and the first target. One destination by priority is what most routes have. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlannerBenchmark {

    private static final ResilienceSettings RESILIENCE = new ResilienceSettings(
            3,
            6,
            new ResilienceSettings.Backoff(1_000_000_000L, 2, 10_000_000_000L, 0.2),
            Set.of(),
            ResilienceSettings.OnRateLimit.NEXT_KEY,
            new ResilienceSettings.Breaker(5, 0, 0, 0, 60_000_000_000L, 1),
            0.2,
            ResilienceSettings.Hedge.OFF,
            new ResilienceSettings.Health(300_000_000_000L, 30_000_000_000L, 0));

    /** What kind of route. */
    @Param({"PRIORITY", "WEIGHTED", "ROUND_ROBIN", "LEAST_BUSY"})
    private StrategyKind strategy = StrategyKind.PRIORITY;

    /** Of how many destinations. */
    @Param({"1", "3"})
    private int destinations = 1;

    private final KeyRings rings = new KeyRings(Ticker.SYSTEM, Clock.systemUTC(), (ring, key) -> {});
    private final VitalsTable vitals = new VitalsTable(Ticker.SYSTEM, (provider, model, from, to) -> {});
    private final Planner planner = new Planner(new SplittableRandom(1)::nextInt);
    private final RequestFacts facts = new RequestFacts("gpt-4o", () -> null);
    private RouteTable routes = new RouteTable(List.of());

    /** Makes the route. */
    @Setup
    public void setUp() {
        List<Destination> targets = new ArrayList<>();
        for (int number = 0; number < destinations; number++) {
            Provider provider = provider(number);
            VitalsTable.Place place = new VitalsTable.Place(provider.name(), "gpt-4o", number, 2);
            targets.add(new Target(provider, "gpt-4o", 1 + number, 0, vitals.of(place, RESILIENCE)));
        }
        routes = new RouteTable(List.of(new Route("gpt-4o", 2, strategy, targets, List.of(), new Turns(targets))));
    }

    /** One request. */
    @Benchmark
    public @Nullable Target plan() {
        Plan plan = planner.plan(routes, facts);
        return plan == null ? null : plan.next();
    }

    private Provider provider(int number) {
        String name = "provider-" + number;
        ProviderKey key = new ProviderKey("first", new Secret("sk-benchmark"), 1, KeySource.FILE, 2);
        KeyRing keys = rings.ring(name, new KeyRing.Settings(KeyRing.Rotation.ROUND_ROBIN, 3), List.of(key));
        return new Provider(
                name,
                number,
                new OpenAi(),
                Upstreams.of(new Origin(false, "localhost", 1), ""),
                keys,
                GroupRules.NONE,
                new Provider.Limits(1, 1, 1, null),
                new Timeouts(1, 1, 1, 1, 1),
                RESILIENCE,
                new RetryBudget(0.2, Ticker.SYSTEM),
                new ValidationSettings(0, 1, 1, null));
    }
}
