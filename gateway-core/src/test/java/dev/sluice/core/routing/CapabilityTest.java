package dev.sluice.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.routing.Conversation.Task;
import dev.sluice.core.routing.RouteTable.DirectTargets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapabilityTest {

    private final Fleet fleet = new Fleet();
    private final Target any = fleet.target("a", "any");
    private final Target coder = fleet.target("a", "coder");
    private final Target thinker = fleet.target("b", "thinker");

    private static final Map<Task, List<String>> LISTS =
            Map.of(Task.CODE, List.of("coder"), Task.MATH, List.of(), Task.DEFAULT, List.of("thinker", "coder"));

    @Test
    void takesAModelFromTheListOfTheTask() {
        Plan plan = asked(LISTS).plan("any", about(Task.CODE));

        assertThat(plan.strategy()).isEqualTo(StrategyKind.CAPABILITY);
        assertThat(plan.switchedTo()).isEqualTo(Fleet.labelOf("coder"));
        assertThat(Asked.rest(plan)).containsExactly(coder, any);
    }

    @Test
    void takesTheDefaultListForATaskWithoutOne() {
        for (Task task : List.of(Task.MATH, Task.CREATIVE, Task.DEFAULT)) {
            assertThat(Asked.rest(asked(LISTS).plan("any", about(task)))).containsExactly(thinker, coder, any);
        }
    }

    @Test
    void takesTheHealthiestOfTheList() {
        fleet.failed(thinker);

        assertThat(Asked.rest(asked(LISTS).plan("any", about(Task.DEFAULT)))).containsExactly(coder, thinker, any);
    }

    @Test
    void keepsTheModelAskedForWhereThereAreNoLists() {
        Plan plan = asked(Map.of()).plan("any", about(Task.CODE));

        assertThat(plan.failure()).isEqualTo(RoutingFailure.NO_TARGET);
        assertThat(Asked.rest(plan)).containsExactly(any);
    }

    @Test
    void keepsTheModelAskedForWhenTheRequestCannotBeRead() {
        Plan plan = asked(LISTS).plan("any", null);

        assertThat(plan.failure()).isEqualTo(RoutingFailure.NO_TARGET);
        assertThat(plan.next()).isSameAs(any);
    }

    private static Conversation about(Task task) {
        return new Conversation(10, 1, 0, task);
    }

    private Asked asked(Map<Task, List<String>> lists) {
        return new Asked(new RouteTable(
                List.of(
                        Fleet.route("any", StrategyKind.CAPABILITY, any),
                        Fleet.route("coder", StrategyKind.PRIORITY, coder),
                        Fleet.route("thinker", StrategyKind.PRIORITY, thinker)),
                new RoutingSettings(RoutingSettings.STANDARD.cost(), RoutingSettings.STANDARD.latency(), lists),
                DirectTargets.NONE));
    }
}
