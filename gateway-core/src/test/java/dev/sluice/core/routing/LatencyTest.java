package dev.sluice.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyTest {

    private final Fleet fleet = new Fleet();
    private final Target a = fleet.target("a", "m");
    private final Target b = fleet.target("b", "m");
    private final Target c = fleet.target("c", "m");
    private final Asked asked = Asked.of(Fleet.route("m", StrategyKind.LATENCY, a, b, c));

    @Test
    void takesTheFastestFirstAndThenTheNextFastest() {
        fleet.took(a, 900);
        fleet.took(b, 300);
        fleet.took(c, 600);

        assertThat(asked.all("m")).containsExactly(b, c, a);
    }

    @Test
    void countsWhatItDoesNotKnowAsHalfASecond() {
        fleet.took(a, 501);
        fleet.took(c, 499);

        assertThat(asked.all("m")).containsExactly(c, b, a);
    }

    @Test
    void takesTheFirstOfEquallyFastOnes() {
        assertThat(asked.all("m")).containsExactly(a, b, c);
    }

    @Test
    void keepsTheOrderOfTheFileAndTellsWhyWhenNoneIsFastEnough() {
        fleet.took(a, 2_500);
        fleet.took(b, 2_100);
        fleet.took(c, 2_001);

        Plan plan = asked.plan("m");

        assertThat(plan.failure()).isEqualTo(RoutingFailure.LATENCY_ABOVE_MAXIMUM);
        assertThat(Asked.rest(plan)).containsExactly(a, b, c);
    }

    @Test
    void putsWhatIsTooSlowBehindTheOthersWithoutCallingThatAFailure() {
        fleet.took(a, 3_000);
        fleet.took(b, 3_000);
        fleet.took(c, 900);

        Plan plan = asked.plan("m");

        assertThat(Asked.rest(plan)).containsExactly(c, a, b);
        assertThat(plan.failure()).isNull();
    }

    @Test
    void tellsThatNoProviderCanBeUsedRatherThanThatNoneIsFast() {
        Fleet.open(a);
        Fleet.open(b);
        Fleet.open(c);

        assertThat(asked.plan("m").failure()).isEqualTo(RoutingFailure.NO_HEALTHY_TARGET);
    }

    @Test
    void comparesAnAggregateByTheMeanOfItsUsableMembers() {
        Target broken = fleet.target("broken", "m");
        fleet.took(a, 200);
        fleet.took(b, 600);
        fleet.took(c, 450);
        fleet.took(broken, 9_000);
        Fleet.open(broken);

        Asked both = Asked.of(Fleet.route("m", StrategyKind.LATENCY, c, Fleet.aggregate("g", a, b, broken)));

        assertThat(both.all("m")).containsExactly(a, b, c);
    }
}
