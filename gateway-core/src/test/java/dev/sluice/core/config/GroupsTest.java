package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.provider.HeaderRule;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.provider.SmoothWeighted;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.ResilienceSettings.OnRateLimit;
import dev.sluice.core.resilience.ResilienceSettings.RetryOn;
import dev.sluice.core.routing.Aggregate;
import dev.sluice.core.routing.Conversation.Task;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RoutingSettings;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.routing.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What groups, aggregates and models are compiled into, and what of it goes on over reloads. */
final class GroupsTest {

    private static final String FILE = """
            auth: { mode: open }
            providers:
              - name: a
                dialect: openai
                upstreams: [ { url: "http://a1", weight: 3 }, { url: "http://a2/x", weight: 0.5 } ]
                keys: [ { name: k1, value: v1 }, { name: k2, value: v2, priority: 2 } ]
                key_rotation: affinity
                blacklist_threshold: 5
                validation: { interval: 1m, concurrency: 2, timeout: 3s, model: cheap }
                param_overrides: { temperature: 0.5, tags: [ x ] }
                header_rules: [ { set: X-Team, value: "${GROUP_NAME}" }, { remove: Cookie } ]
                model_redirects: { gpt-4: gpt-4o, m: n }
                model_redirect_strict: true
                proxy_keys: [ group-key ]
                resilience:
                  attempts: 2
                  breaker: { failure_rate: 0.5, of: 20 }
                  hedge: { enabled: true, at: p99, share: 0.1 }
              - { name: b, dialect: openai, base_url: "http://b" }
              - { name: outer, members: [ { provider: inner, weight: 3 }, { provider: b } ], proxy_keys: [ o ] }
              - { name: inner, members: [ { provider: a, weight: 2 }, { provider: b, weight: 1 } ] }
              - { name: open, members: [ { provider: b } ] }
            models:
              - name: gpt-4
                targets: [ { provider: a, weight: 0.25, context: 128000 }, { provider: b, model: llama } ]
              - { name: m, strategy: least_busy, targets: [ { provider: outer, weight: 7 } ], fallbacks: [ gpt-4 ] }
            routing:
              cost: { simple_below: 0.2, simple: [ m, b/x ] }
              latency: { max: 1s }
              capability: { math: [ gpt-4 ], default: [ m ] }
            resilience: { on_rate_limit: relay, retry_on: [ timeout, 5xx ] }
            """;

    @TempDir
    Path temporary;

    private final Identities identities = Identities.bounded(10);
    private final LiveState live = ConfigFolder.live();
    private ConfigFolder folder;
    private SnapshotCompiler compiler;
    private Snapshot snapshot;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
        compiler = new SnapshotCompiler(folder.platform(), identities, live);
        snapshot = compiler.compile(folder.accepted(FILE), null);
    }

    private Snapshot reloaded(String yaml) {
        return compiler.compile(folder.accepted(yaml), snapshot);
    }

    private static Route route(Snapshot of, String model) {
        return Objects.requireNonNull(of.routes().find(model));
    }

    private Destination direct(String group, String model) {
        return Objects.requireNonNull(snapshot.routes().direct().of(group, model));
    }

    private static Aggregate aggregate(Destination destination) {
        return (Aggregate) destination;
    }

    @Test
    void compilesAGroup() {
        Provider a = snapshot.providers().get(0);

        assertThat(snapshot.providers()).extracting(Provider::name).containsExactly("a", "b");
        assertThat(a.upstreams().all())
                .extracting(each -> each.origin() + each.pathPrefix() + " " + each.weight())
                .containsExactly("http://a1 3.0", "http://a2/x 0.5");
        assertThat(a.keys().keys())
                .extracting(
                        key -> key.name() + key.priority() + identities.keys().values()[key.label()])
                .containsExactly("k11k1", "k22k2");
        assertThat(live.keys().find("a")).isSameAs(a.keys());
        assertThat(a.validation().intervalNanos()).isEqualTo(60_000_000_000L);
        assertThat(a.validation().concurrency()).isEqualTo(2);
        assertThat(a.validation().timeoutNanos()).isEqualTo(3_000_000_000L);
        assertThat(a.validation().model()).isEqualTo("cheap");
    }

    @Test
    void tellsThePoolWhatTheFileSaysOfIt() {
        KeyRing ring = snapshot.providers().get(0).keys();

        for (int failures = 0; failures < 5; failures++) {
            ProviderKey key = Objects.requireNonNull(ring.select(failures, List.of()));
            assertThat(key.name()).isEqualTo("k1");
            ring.ended(key, KeyRing.Outcome.FORBIDDEN, -1);
        }

        assertThat(Objects.requireNonNull(ring.select(0, List.of())).name()).isEqualTo("k2");
    }

    @Test
    void compilesTheRulesOfAGroup() {
        Provider a = snapshot.providers().get(0);

        assertThat(a.rules().overrides())
                .extracting(each -> each.name() + new String(each.json(), StandardCharsets.UTF_8))
                .containsExactly("temperature0.5", "tags[\"x\"]");
        assertThat(a.rules().headers())
                .containsExactly(new HeaderRule("x-team", "${GROUP_NAME}"), new HeaderRule("cookie", null));
        assertThat(a.rules().redirects().of("gpt-4")).isEqualTo("gpt-4o");
        assertThat(a.rules().redirects().of("gpt-5")).isNull();
        byte[] key = "group-key".getBytes(StandardCharsets.US_ASCII);
        assertThat(a.rules().proxyKeys()).containsExactly(KeyHash.of(key, 0, key.length));
        assertThat(snapshot.proxyKeys().get("a")).isEqualTo(a.rules().proxyKeys());
        assertThat(snapshot.proxyKeys().get("outer")).hasSize(1);
        assertThat(snapshot.proxyKeys().get("b")).isEmpty();
        assertThat(snapshot.toString()).doesNotContain("group-key").doesNotContain("GROUP_NAME");
    }

    @Test
    void compilesResilienceForEachProvider() {
        ResilienceSettings a = snapshot.providers().get(0).resilience();
        ResilienceSettings b = snapshot.providers().get(1).resilience();

        assertThat(a.attempts()).isEqualTo(2);
        assertThat(b.attempts()).isEqualTo(3);
        assertThat(a.breaker())
                .isEqualTo(new ResilienceSettings.Breaker(5, 0.5, 20, 60_000_000_000L, 60_000_000_000L, 1));
        assertThat(b.breaker()).isEqualTo(new ResilienceSettings.Breaker(5, 0, 0, 60_000_000_000L, 60_000_000_000L, 1));
        assertThat(a.hedge()).isEqualTo(new ResilienceSettings.Hedge(true, 0.99, 0.1));
        assertThat(b.backoff()).isEqualTo(new ResilienceSettings.Backoff(1_000_000_000L, 2, 10_000_000_000L, 0.2));
        assertThat(b.health()).isEqualTo(new ResilienceSettings.Health(300_000_000_000L, 30_000_000_000L, 0));
        for (ResilienceSettings each : List.of(a, b)) {
            assertThat(each.onRateLimit()).isEqualTo(OnRateLimit.RELAY);
            assertThat(each.retryOn()).containsExactlyInAnyOrder(RetryOn.TIMEOUT, RetryOn.SERVER);
            assertThat(each.maxAttempts()).isEqualTo(6);
            assertThat(each.retryBudget()).isEqualTo(0.2);
        }
    }

    @Test
    void compilesRoutesWithRedirectedModels() {
        Route route = route(snapshot, "gpt-4");

        assertThat(route.strategy()).isEqualTo(StrategyKind.PRIORITY);
        assertThat(route.destinations()).hasSize(2);
        Target first = (Target) route.destinations().get(0);
        assertThat(first.model()).isEqualTo("gpt-4o");
        assertThat(first.weight()).isEqualTo(0.25);
        assertThat(first.context()).isEqualTo(128_000);
        assertThat(first.vitals().provider()).isEqualTo(first.provider().label());
        assertThat(identities.models().values()[first.vitals().model()]).isEqualTo("gpt-4o");
        assertThat(((Target) route.destinations().get(1)).model()).isEqualTo("llama");
        assertThat(route(snapshot, "m").fallbacks()).containsExactly("gpt-4");
        assertThat(route(snapshot, "m").strategy()).isEqualTo(StrategyKind.LEAST_BUSY);
    }

    @Test
    void flattensAggregatesToTheProductOfTheirShares() {
        Aggregate outer = aggregate(route(snapshot, "m").destinations().get(0));

        assertThat(outer.name()).isEqualTo("outer");
        assertThat(outer.weight()).isEqualTo(7);
        assertThat(identities.providers().values()[outer.label()]).isEqualTo("outer");
        assertThat(outer.targets())
                .extracting(target -> target.provider().name() + "/" + target.model())
                .containsExactly("a/n", "b/m");
        assertThat(outer.targets().get(0).weight()).isCloseTo(0.5, Offset.offset(1e-9));
        assertThat(outer.targets().get(1).weight()).isCloseTo(0.5, Offset.offset(1e-9));
    }

    @Test
    void holdsAllGroupsForRequestsThatNameNoModel() {
        assertThat(snapshot.groups().keySet()).containsExactly("a", "b", "outer", "inner", "open");
        Target a = (Target) snapshot.groups().get("a");

        assertThat(a.model()).isEmpty();
        assertThat(a.provider()).isSameAs(snapshot.providers().get(0));
        assertThat(a.vitals().model()).isEqualTo(Labels.OTHER);
        assertThat(aggregate(snapshot.groups().get("inner")).targets())
                .extracting(Target::weight)
                .containsExactly(2.0 / 3, 1.0 / 3);
    }

    @Test
    void knowsConfiguredModelsThatAreAddressedDirectly() {
        Target configured = (Target) route(snapshot, "gpt-4").destinations().get(0);

        assertThat(((Target) direct("a", "gpt-4")).vitals()).isSameAs(configured.vitals());
        assertThat(((Target) direct("a", "gpt-4")).model()).isEqualTo("gpt-4o");
        assertThat(snapshot.routes().direct().of("nobody", "gpt-4")).isNull();
        assertThat(snapshot.routes().direct().of("a", "refused")).isNull();
    }

    @Test
    void makesNothingThatStaysOfUnknownModels() {
        int models = identities.models().values().length;
        long overflows = identities.models().overflows();
        int vitals = live.vitals().all().size();
        Random random = new Random(1);
        Target other = (Target) direct("b", "x");

        for (int i = 0; i < 1000; i++) {
            Target target = (Target) direct("b", "m" + random.nextInt());
            assertThat(target.vitals()).isSameAs(other.vitals());
            assertThat(aggregate(direct("open", "m" + random.nextInt()))
                            .targets()
                            .get(0)
                            .vitals())
                    .isSameAs(other.vitals());
        }

        assertThat(other.vitals().model()).isEqualTo(Labels.OTHER);
        assertThat(identities.models().values()).hasSize(models);
        assertThat(identities.models().overflows()).isEqualTo(overflows);
        assertThat(live.vitals().all()).hasSize(vitals);
    }

    @Test
    void leavesMembersOutThatRefuseAModelAndKeepsTheTurn() {
        assertThat(aggregate(direct("outer", "any")).targets())
                .extracting(target -> target.provider().name())
                .containsExactly("b");
        assertThat(aggregate(direct("outer", "any")).turn())
                .isSameAs(aggregate(direct("outer", "other")).turn());
        assertThat(aggregate(direct("outer", "gpt-4")).targets()).hasSize(2);
        assertThat(aggregate(direct("outer", "gpt-4")).turn())
                .isSameAs(aggregate(snapshot.groups().get("outer")).turn());
    }

    /** Event loops ask for models at once, whatever clients call them: all take turns at one and the same place. */
    @Test
    void sharesTurnsBetweenThreads() throws Exception {
        int threads = 4;
        int requests = 3000;
        Set<SmoothWeighted> turns = ConcurrentHashMap.newKeySet();
        AtomicInteger first = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService loops = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int loop = 0; loop < threads; loop++) {
                Random random = new Random(loop);
                running.add(loops.submit(() -> {
                    start.await();
                    for (int i = 0; i < requests; i++) {
                        turns.add(aggregate(direct("outer", "m" + random.nextInt()))
                                .turn());
                        first.addAndGet(
                                aggregate(direct("outer", "gpt-4")).turn().next() == 0 ? 1 : 0);
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> each : running) {
                each.get(300, TimeUnit.SECONDS);
            }
        } finally {
            loops.shutdownNow();
        }
        assertThat(turns).hasSize(1);
        assertThat(first).hasValueBetween(threads * requests / 2 - 1, threads * requests / 2 + 1);
    }

    @Test
    void validatesWithTheFirstModelThatAGroupServesUnlessItIsToldOtherwise() {
        assertThat(snapshot.providers().get(1).validation().model()).isEqualTo("llama");

        Snapshot next = reloaded(FILE.replace(", model: cheap", "")
                .replace("{ provider: b, model: llama }", "{ provider: b, model: llama2 }"));

        assertThat(next.providers())
                .extracting(each -> each.validation().model())
                .containsExactly("gpt-4o", "llama2");
        Snapshot none = reloaded(ConfigFolder.SMALLEST.replace(
                "models:", "  - { name: idle, dialect: openai, base_url: \"http://i\" }\nmodels:"));
        assertThat(none.providers().get(1).validation().model()).isNull();
    }

    @Test
    void compilesWhatStrategiesAreTold() {
        RoutingSettings settings = snapshot.routes().settings();

        assertThat(settings.cost())
                .isEqualTo(new RoutingSettings.Cost(0.2, 0.7, List.of("m", "b/x"), List.of(), List.of()));
        assertThat(settings.latency()).isEqualTo(new RoutingSettings.Latency(1_000_000_000L, 500_000_000L));
        Map<Task, List<String>> lists = new HashMap<>(settings.capability());
        lists.values().removeIf(List::isEmpty);
        assertThat(lists).isEqualTo(Map.of(Task.MATH, List.of("gpt-4"), Task.DEFAULT, List.of("m")));
    }

    @Test
    void letsTurnsGoOnWhereNothingChanged() {
        Snapshot next = reloaded(FILE.replace("attempts: 2", "attempts: 3").replace("strategy: least_busy, ", ""));

        assertThat(next.version()).isEqualTo(2);
        assertThat(route(next, "gpt-4").turns())
                .isSameAs(route(snapshot, "gpt-4").turns());
        assertThat(route(next, "m").turns()).isSameAs(route(snapshot, "m").turns());
        assertThat(aggregate(route(next, "m").destinations().get(0)).turn())
                .isSameAs(aggregate(route(snapshot, "m").destinations().get(0)).turn());
        assertThat(aggregate(next.groups().get("outer")).turn())
                .isSameAs(aggregate(snapshot.groups().get("outer")).turn());
        assertThat(next.providers().get(0).upstreams())
                .isSameAs(snapshot.providers().get(0).upstreams());
        assertThat(next.providers().get(0).resilience().attempts()).isEqualTo(3);
    }

    @Test
    void beginsTurnsAnewWhereTheyWouldNotFitAnyMore() {
        Snapshot next = reloaded(FILE.replace("weight: 0.25", "weight: 0.5")
                .replace("{ provider: a, weight: 2 }", "{ provider: a, weight: 3 }")
                .replace("http://a1", "http://a3"));

        assertThat(route(next, "gpt-4").turns())
                .isNotSameAs(route(snapshot, "gpt-4").turns());
        assertThat(route(next, "m").turns()).isNotSameAs(route(snapshot, "m").turns());
        for (String group : Set.of("inner", "outer")) {
            assertThat(aggregate(next.groups().get(group)).turn())
                    .isNotSameAs(aggregate(snapshot.groups().get(group)).turn());
        }
        assertThat(aggregate(next.groups().get("open")).turn())
                .isSameAs(aggregate(snapshot.groups().get("open")).turn());
        assertThat(next.providers().get(0).upstreams())
                .isNotSameAs(snapshot.providers().get(0).upstreams());
    }
}
