package dev.sluice.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.routing.Conversation.Task;
import dev.sluice.core.routing.RouteTable.DirectTargets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTest {

    private static final Conversation SIMPLE = new Conversation(100, 1, 0, Task.DEFAULT);
    private static final Conversation MEDIUM = new Conversation(100, 1, 3, Task.DEFAULT);
    private static final Conversation COMPLEX = new Conversation(5_000, 9, 9, Task.DEFAULT);

    private final Fleet fleet = new Fleet();
    private final Target big = fleet.target("openai", "big");
    private final Target small = fleet.target("openai", "small");
    private final Target tiny = fleet.target("azure", "tiny");
    private final Target exotic = fleet.target("azure", "exotic");

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0.2",
        "499, 2, 0, 0.2",
        "500, 2, 0, 0.3",
        "1999, 2, 0, 0.3",
        "2000, 2, 0, 0.4",
        "0, 3, 0, 0.3",
        "0, 5, 0, 0.3",
        "0, 6, 0, 0.4",
        "0, 0, 1, 0.4",
        "0, 0, 5, 0.4",
        "0, 0, 6, 0.6",
        "2000, 2, 6, 0.8",
        "1000000, 100, 100, 1.0"
    })
    void addsUpHowComplexARequestIs(long chars, int messages, int tools, double complexity) {
        assertThat(Cost.complexity(new Conversation(chars, messages, tools, Task.DEFAULT)))
                .isEqualTo(complexity);
    }

    @Test
    void takesAModelFromTheListOfItsComplexity() {
        Asked asked = asked(List.of("small"), List.of("tiny"), List.of("big"));

        assertThat(asked.plan("big", SIMPLE).next()).isSameAs(small);
        assertThat(asked.plan("big", MEDIUM).next()).isSameAs(tiny);
        assertThat(asked.plan("big", COMPLEX).next()).isSameAs(big);
    }

    @Test
    void tellsWhichModelItTookInsteadOfTheOneAskedFor() {
        Asked asked = asked(List.of("small"), List.of("azure/exotic"), List.of("big"));

        assertThat(asked.plan("big", SIMPLE).switchedTo()).isEqualTo(Fleet.labelOf("small"));
        assertThat(asked.plan("big", MEDIUM).switchedTo()).isEqualTo(fleet.label("exotic"));
        assertThat(asked.plan("big", COMPLEX).switchedTo()).isEqualTo(-1);
        assertThat(asked.plan("big", SIMPLE).route().model()).isEqualTo("big");
        assertThat(asked.plan("big", SIMPLE).failure()).isNull();
    }

    @Test
    void triesTheRestOfTheListThenTheModelAskedForThenItsFallbacks() {
        Asked asked = asked(List.of("small", "azure/exotic"), List.of(), List.of());

        assertThat(Asked.rest(asked.plan("big", SIMPLE))).containsExactly(small, exotic, big, tiny);
    }

    @Test
    void takesTheHealthiestOfTheListAndTheFirstOfEquallyHealthyOnes() {
        Asked asked = asked(List.of("small", "tiny", "azure/exotic"), List.of(), List.of());
        assertThat(asked.plan("big", SIMPLE).next()).isSameAs(small);

        fleet.failed(small);
        fleet.failed(tiny);
        fleet.took(tiny, 10);

        assertThat(Asked.rest(asked.plan("big", SIMPLE))).containsExactly(exotic, small, tiny, big);
    }

    @Test
    void passesOverModelsOfTheListThatCannotBeUsedOrAreUnknown() {
        Asked asked = asked(List.of("nothing", "small", "tiny"), List.of(), List.of());
        Fleet.open(small);

        Plan plan = asked.plan("big", SIMPLE);

        assertThat(plan.switchedTo()).isEqualTo(Fleet.labelOf("tiny"));
        assertThat(Asked.rest(plan)).containsExactly(tiny, big);
    }

    @Test
    void keepsTheModelAskedForWhenTheListHasNothing() {
        Asked asked = asked(List.of(), List.of("small"), List.of());
        Fleet.open(small);

        for (Conversation conversation : List.of(SIMPLE, MEDIUM)) {
            Plan plan = asked.plan("big", conversation);
            assertThat(plan.failure()).isEqualTo(RoutingFailure.NO_TARGET);
            assertThat(plan.switchedTo()).isEqualTo(-1);
            assertThat(plan.next()).isSameAs(big);
        }
    }

    @Test
    void keepsTheModelAskedForWhenTheRequestCannotBeRead() {
        Plan plan = asked(List.of("small"), List.of(), List.of()).plan("big", null);

        assertThat(plan.failure()).isEqualTo(RoutingFailure.NO_TARGET);
        assertThat(Asked.rest(plan)).containsExactly(big, tiny);
    }

    @Test
    void looksIntoTheRequestOnlyForTheModelAskedFor() {
        Asked asked = new Asked(new RouteTable(
                List.of(
                        Fleet.route("plain", StrategyKind.PRIORITY, List.of("costly"), big),
                        Fleet.route("costly", StrategyKind.COST, small, tiny)),
                RoutingSettings.STANDARD,
                DirectTargets.NONE));

        assertThat(asked.all("plain")).containsExactly(big, small, tiny);
    }

    private Asked asked(List<String> simple, List<String> medium, List<String> complex) {
        return new Asked(new RouteTable(
                List.of(
                        Fleet.route("big", StrategyKind.COST, List.of("tiny"), big),
                        Fleet.route("small", StrategyKind.LATENCY, small),
                        Fleet.route("tiny", StrategyKind.COST, tiny)),
                new RoutingSettings(
                        new RoutingSettings.Cost(0.3, 0.7, simple, medium, complex),
                        RoutingSettings.STANDARD.latency(),
                        Map.of()),
                (group, model) -> group.equals("azure") && model.equals("exotic") ? exotic : null));
    }
}
