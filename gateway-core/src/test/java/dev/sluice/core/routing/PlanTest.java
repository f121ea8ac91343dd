package dev.sluice.core.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {

    private final Fleet fleet = new Fleet();
    private final Target a = fleet.target("a", "m", 1, 8_000);
    private final Target b = fleet.target("b", "m", 1, 32_000);
    private final Target c = fleet.target("c", "m", 1, 0);
    private final Target d = fleet.target("d", "m", 1, 200_000);

    @Test
    void passesOverWhatCannotBeUsedWhenItIsAsked() {
        Plan plan =
                Asked.of(Fleet.route("m", StrategyKind.PRIORITY, a, b, c, d)).plan("m");

        assertThat(plan.next()).isSameAs(a);
        Fleet.open(b);
        Fleet.rejectKeys(c);
        assertThat(plan.next()).isSameAs(d);
        assertThat(plan.next()).isNull();
    }

    @Test
    void givesFallbacksAfterTheRoutesOwnEachWithItsOwnBehindIt() {
        Asked asked = Asked.of(
                Fleet.route("m", StrategyKind.PRIORITY, List.of("one", "two"), a),
                Fleet.route("one", StrategyKind.PRIORITY, List.of("deep"), b),
                Fleet.route("two", StrategyKind.PRIORITY, c),
                Fleet.route("deep", StrategyKind.PRIORITY, d));

        assertThat(asked.all("m")).containsExactly(a, b, d, c);
    }

    @Test
    void endsThoughFallbacksReferToEachOther() {
        Asked asked = Asked.of(
                Fleet.route("m", StrategyKind.PRIORITY, List.of("m", "one"), a),
                Fleet.route("one", StrategyKind.PRIORITY, List.of("two", "m", "nobody"), b),
                Fleet.route("two", StrategyKind.PRIORITY, List.of("one"), c));

        assertThat(asked.all("m")).containsExactly(a, b, c);
    }

    @Test
    void followsFallbacksOnlySoDeep() {
        List<Route> chain = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        for (int link = 0; link < 40; link++) {
            Target target = fleet.target("provider" + link, "m");
            targets.add(target);
            chain.add(Fleet.route("m" + link, StrategyKind.PRIORITY, List.of("m" + (link + 1)), target));
        }

        assertThat(new Asked(new RouteTable(chain)).all("m0"))
                .containsExactlyElementsOf(targets.subList(0, Fallbacks.MAX_DEPTH + 1));
    }

    @Test
    void takesATurnOfAFallbackOnlyWhenItComesToIt() {
        Route fallback = Fleet.route("other", StrategyKind.ROUND_ROBIN, b, c);
        Asked asked = Asked.of(Fleet.route("m", StrategyKind.PRIORITY, List.of("other"), a), fallback);

        IntStream.range(0, 5).forEach(request -> asked.first("m"));

        assertThat(fallback.turns().next()).hasValue(0);
        assertThat(asked.all("m")).containsExactly(a, b, c);
        assertThat(asked.all("m")).containsExactly(a, c, b);
    }

    @Test
    void givesAModelAtAProviderOnceUnderWhateverName() {
        Target again = fleet.target("a", "m", 7, 128_000);
        Asked asked = Asked.of(
                Fleet.route("m", StrategyKind.PRIORITY, List.of("other"), a, a, b),
                Fleet.route("other", StrategyKind.PRIORITY, b, again, c));

        assertThat(asked.all("m")).containsExactly(a, b, c);
    }

    @Test
    void triesAllMembersOfAnAggregateBeforeTheNextDestination() {
        Aggregate both = Fleet.aggregate("both", a, b);
        Asked asked = Asked.of(Fleet.route("m", StrategyKind.ROUND_ROBIN, both, c));

        assertThat(asked.all("m")).containsExactly(a, b, c);
        assertThat(asked.all("m")).containsExactly(c, b, a);
    }

    @Test
    void givesALargerTargetWhereThePromptIsTooLong() {
        Plan plan = Asked.of(
                        Fleet.route("m", StrategyKind.PRIORITY, List.of("other"), a, c, b),
                        Fleet.route("other", StrategyKind.PRIORITY, Fleet.aggregate("g", c, d)))
                .plan("m");

        Target first = requireNonNull(plan.next());
        Target larger = requireNonNull(plan.larger(first));
        Target largest = requireNonNull(plan.larger(larger));

        assertThat(List.of(first, larger, largest)).containsExactly(a, b, d);
        assertThat(plan.larger(largest)).isNull();
        assertThat(Asked.rest(plan)).containsExactly(c);
    }

    @Test
    void givesNoLargerTargetThatCannotBeUsed() {
        Plan plan = Asked.of(Fleet.route("m", StrategyKind.PRIORITY, a, b)).plan("m");

        Target first = requireNonNull(plan.next());
        Fleet.open(b);

        assertThat(plan.larger(first)).isNull();
    }

    @Test
    void takesATargetOfKnownSizeForLargerThanOneOfUnknown() {
        Plan plan = Asked.of(Fleet.route("m", StrategyKind.PRIORITY, c, a)).plan("m");

        assertThat(plan.larger(requireNonNull(plan.next()))).isSameAs(a);
    }

    @Test
    void doesNotGiveTwiceWhatWasChosenBeforeALargerOneWasAskedFor() {
        Plan plan = Asked.of(Fleet.route("m", StrategyKind.PRIORITY, b, c)).plan("m");

        assertThat(plan.larger(a)).isSameAs(b);
        assertThat(Asked.rest(plan)).containsExactly(c);
    }
}
