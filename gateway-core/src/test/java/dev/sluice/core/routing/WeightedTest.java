package dev.sluice.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WeightedTest {

    private final Fleet fleet = new Fleet();
    private final Target heavy = fleet.weighted("heavy", 5);
    private final Target middle = fleet.weighted("middle", 2);
    private final Target light = fleet.weighted("light", 0.5);
    private final Asked asked = Asked.of(Fleet.route("m", StrategyKind.WEIGHTED, heavy, middle, light));

    @Test
    void givesEachDestinationItsShareExactly() {
        Counts counts = Counts.of(1500, asked, "m");

        assertThat(List.of(counts.of(heavy), counts.of(middle), counts.of(light)))
                .containsExactly(1000, 400, 100);
    }

    @Test
    void spreadsThemEvenly() {
        Asked pair = Asked.of(Fleet.route("m", StrategyKind.WEIGHTED, heavy, middle));

        List<@Nullable Target> order = new ArrayList<>();
        for (int request = 0; request < 7; request++) {
            order.add(pair.first("m"));
        }

        assertThat(order).containsExactly(heavy, middle, heavy, heavy, heavy, middle, heavy);
    }

    @Test
    void sharesTheTrafficOfADestinationThatCannotBeUsedByTheirWeights() {
        Fleet.open(heavy);

        Counts counts = Counts.of(1000, asked, "m");

        assertThat(List.of(counts.of(heavy), counts.of(middle), counts.of(light)))
                .containsExactly(0, 800, 200);
    }

    @Test
    void goesOnWithTheHeaviestOfTheOthersWhichTakesNoTurn() {
        Counts counts = new Counts();
        for (int request = 0; request < 1500; request++) {
            Plan plan = asked.plan("m");
            Target first = plan.next();
            counts.add(first);
            assertThat(Asked.rest(plan))
                    .containsExactlyElementsOf(Stream.of(heavy, middle, light)
                            .filter(target -> target != first)
                            .toList());
        }

        assertThat(List.of(counts.of(heavy), counts.of(middle), counts.of(light)))
                .containsExactly(1000, 400, 100);
    }
}
