package dev.sluice.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

    private final Fleet fleet = new Fleet();
    private final Target a = fleet.target("a", "m");
    private final Target b = fleet.target("b", "m");
    private final Target c = fleet.target("c", "m");
    private final Route route = Fleet.route("m", StrategyKind.ROUND_ROBIN, a, b, c);
    private final Asked asked = Asked.of(route);

    @Test
    void takesOneDestinationAfterTheOther() {
        assertThat(List.of(asked.plan("m"), asked.plan("m"), asked.plan("m"), asked.plan("m")))
                .extracting(Plan::next)
                .containsExactly(a, b, c, a);
    }

    @Test
    void leavesOutWhatCannotBeUsedWithoutLoadingItsNeighbourMore() {
        Fleet.open(b);

        Counts counts = Counts.of(1000, asked, "m");

        assertThat(List.of(counts.of(a), counts.of(b), counts.of(c))).containsExactly(500, 0, 500);
    }

    @Test
    void goesOnWithTheNeighbourWhichTakesNoTurn() {
        assertThat(asked.all("m")).containsExactly(a, b, c);
        assertThat(asked.all("m")).containsExactly(b, c, a);
        assertThat(asked.all("m")).containsExactly(c, a, b);
        assertThat(asked.all("m")).containsExactly(a, b, c);
    }

    @Test
    void goesOnWhenItsCounterOverflows() {
        route.turns().next().set(-1);

        Counts counts = Counts.of(300, asked, "m");

        assertThat(List.of(counts.of(a), counts.of(b), counts.of(c))).allMatch(count -> count >= 99 && count <= 101);
    }
}
