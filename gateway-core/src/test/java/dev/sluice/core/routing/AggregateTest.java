package dev.sluice.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AggregateTest {

    private final Fleet fleet = new Fleet();
    private final Target heavy = fleet.weighted("heavy", 3);
    private final Target light = fleet.weighted("light", 1);
    private final Target other = fleet.weighted("other", 1);
    private final Aggregate group = Fleet.aggregate("group", heavy, light, other);
    private final Asked asked = Asked.of(Fleet.route("m", StrategyKind.PRIORITY, group));

    @Test
    void sharesTheTrafficByTheWeightsOfItsMembers() {
        Counts counts = Counts.of(1000, asked, "m");

        assertThat(List.of(counts.of(heavy), counts.of(light), counts.of(other)))
                .containsExactly(600, 200, 200);
    }

    @Test
    void leavesOutMembersThatCannotBeUsed() {
        Fleet.rejectKeys(heavy);
        Counts counts = Counts.of(1000, asked, "m");

        assertThat(List.of(counts.of(heavy), counts.of(light), counts.of(other)))
                .containsExactly(0, 500, 500);
        assertThat(group.usable()).isTrue();
    }

    @Test
    void cannotBeUsedWhenNoneOfItsMembersCan() {
        Fleet.rejectKeys(heavy);
        Fleet.open(light);
        other.vitals().probeDidFail();

        assertThat(group.usable()).isFalse();
        assertThat(asked.plan("m").failure()).isEqualTo(RoutingFailure.NO_HEALTHY_TARGET);
    }

    @Test
    void givesTheMemberInTurnAndThenTheOthersByWeight() {
        assertThat(asked.all("m")).containsExactly(heavy, light, other);
        assertThat(asked.all("m")).containsExactly(light, heavy, other);
    }

    @Test
    void sharesItsTurnAmongAllRoutesThatItIsIn() {
        Asked two = Asked.of(
                Fleet.route("one", StrategyKind.PRIORITY, group), Fleet.route("two", StrategyKind.PRIORITY, group));
        Counts counts = new Counts();
        for (int request = 0; request < 500; request++) {
            counts.add(two.first("one"));
            counts.add(two.first("two"));
        }

        assertThat(List.of(counts.of(heavy), counts.of(light), counts.of(other)))
                .containsExactly(600, 200, 200);
    }
}
