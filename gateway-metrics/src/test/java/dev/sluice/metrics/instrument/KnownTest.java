package dev.sluice.metrics.instrument;

import static dev.sluice.core.routing.StrategyKind.COST;
import static dev.sluice.core.routing.StrategyKind.LEAST_BUSY;
import static dev.sluice.core.routing.StrategyKind.PRIORITY;
import static dev.sluice.core.routing.StrategyKind.WEIGHTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.provider.SmoothWeighted;
import dev.sluice.core.routing.Aggregate;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.RoutingSettings;
import dev.sluice.core.routing.StrategyKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownTest {

    private final Identities identities = Identities.bounded(50);
    private final Configurations file = new Configurations(identities);

    @Test
    void letsTargetsInOrderOfPriorityFollowOnlyThoseBefore() {
        Known known = Known.NOTHING.with(file.snapshot(file.route(
                "m", PRIORITY, List.of(file.target("a", "m"), file.target("b", "m"), file.target("c", "m")))));

        assertThat(failovers(known)).containsExactlyInAnyOrder("a>b", "a>c", "b>c");
    }

    @Test
    void letsTargetsInAnyOrderFollowEachOther() {
        Known known = Known.NOTHING.with(
                file.snapshot(file.route("m", WEIGHTED, List.of(file.target("a", "m"), file.target("b", "m")))));

        assertThat(failovers(known)).containsExactlyInAnyOrder("a>b", "b>a");
    }

    @Test
    void letsTheMembersOfAnAggregateFollowEachOther() {
        Aggregate all = new Aggregate(
                "all",
                identities.providers().number("all"),
                List.of(file.target("a", "m"), file.target("b", "m")),
                1,
                new SmoothWeighted(1, 1));
        Known known = Known.NOTHING.with(file.snapshot(file.route("m", PRIORITY, List.of(all, file.target("c", "m")))));

        assertThat(failovers(known)).containsExactlyInAnyOrder("a>b", "b>a", "a>c", "b>c");
    }

    @Test
    void followsFallbacksOverSeveralModelsAndRoundInACircle() {
        Known known = Known.NOTHING.with(file.snapshot(
                file.route("m", PRIORITY, List.of(file.target("a", "m")), "n"),
                file.route("n", PRIORITY, List.of(file.target("b", "n")), "o"),
                file.route("o", PRIORITY, List.of(file.target("a", "o")), "m")));

        assertThat(failovers(known)).containsExactlyInAnyOrder("a>b", "b>a", "a>a");
        assertThat(targets(known)).containsExactlyInAnyOrder("a m", "b m", "b n", "a n", "a o", "b o");
    }

    @Test
    void putsWhatAStrategyMayChooseInFrontOfTheRoutesOwnTargets() {
        RoutingSettings settings = new RoutingSettings(
                new RoutingSettings.Cost(0.3, 0.7, List.of("small", "c/tiny"), List.of(), List.of()),
                RoutingSettings.STANDARD.latency(),
                Map.of());
        Snapshot snapshot = file.snapshot(new RouteTable(
                List.of(
                        file.route("m", COST, List.of(file.target("a", "m"))),
                        file.route("small", PRIORITY, List.of(file.target("b", "small")))),
                settings,
                (group, model) -> file.target(group, model)));

        Known known = Known.NOTHING.with(snapshot);

        assertThat(failovers(known)).containsExactlyInAnyOrder("b>a", "c>a", "b>c", "c>b");
        assertThat(targets(known)).containsExactlyInAnyOrder("a m", "b m", "c m", "b small");
    }

    @Test
    void knowsTheDocumentedStrategiesAndThoseThatAreConfigured() {
        Known known = Known.NOTHING.with(file.snapshot(file.route("m", LEAST_BUSY, List.of(file.target("a", "m")))));

        assertThat(known.strategies())
                .containsExactlyInAnyOrder(
                        StrategyKind.COST,
                        StrategyKind.LATENCY,
                        StrategyKind.WEIGHTED,
                        StrategyKind.ROUND_ROBIN,
                        StrategyKind.CAPABILITY,
                        LEAST_BUSY);
    }

    @Test
    void forgetsNothingOverReloads() {
        Known before = Known.NOTHING.with(file.snapshot(file.route("m", PRIORITY, List.of(file.target("a", "m")))));

        Configurations other = new Configurations(identities);
        Known after = before.with(other.snapshot(other.route("n", PRIORITY, List.of(other.target("b", "n")))));

        assertThat(targets(after)).containsExactlyInAnyOrder("a m", "b n");
        assertThat(after.providers()).containsAll(before.providers()).hasSize(2);
    }

    private List<String> failovers(Known known) {
        return texts(known.failovers(), identities.providers(), identities.providers(), ">");
    }

    private List<String> targets(Known known) {
        return texts(known.targets(), identities.providers(), identities.models(), " ");
    }

    private static List<String> texts(Set<KnownPair> pairs, Labels first, Labels second, String between) {
        return pairs.stream()
                .map(pair -> first.values()[pair.first()] + between + second.values()[pair.second()])
                .toList();
    }
}
