package dev.sluice.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.label.Labels;
import dev.sluice.core.routing.RouteTable.DirectTargets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {

    private final Fleet fleet = new Fleet();
    private final Target openai = fleet.target("openai", "gpt");
    private final Target azure = fleet.target("azure", "gpt");

    @Test
    void sendsARequestToTheFirstTargetInTheOrderOfTheFile() {
        Asked asked = Asked.of(Fleet.route("gpt", StrategyKind.PRIORITY, openai, azure));

        Plan plan = asked.plan("gpt");

        assertThat(plan.route().model()).isEqualTo("gpt");
        assertThat(plan.strategy()).isEqualTo(StrategyKind.PRIORITY);
        assertThat(plan.failure()).isNull();
        assertThat(plan.switchedTo()).isEqualTo(-1);
        assertThat(plan.next()).isSameAs(openai);
        assertThat(plan.next()).isSameAs(azure);
        assertThat(plan.next()).isNull();
        assertThat(plan.next()).isNull();
    }

    @Test
    void knowsNothingOfAModelThatIsNotConfigured() {
        Asked asked = Asked.of(Fleet.route("gpt", StrategyKind.PRIORITY, openai));

        assertThat(asked.knows("gpt-5")).isFalse();
        assertThat(asked.knows("openai/gpt")).isFalse();
    }

    @Test
    void tellsThatNothingCanBeUsed() {
        Asked asked = Asked.of(Fleet.route("gpt", StrategyKind.PRIORITY, openai, azure));
        openai.vitals().probeDidFail();
        Fleet.rejectKeys(azure);

        Plan plan = asked.plan("gpt");

        assertThat(plan.failure()).isEqualTo(RoutingFailure.NO_HEALTHY_TARGET);
        assertThat(plan.next()).isNull();
    }

    @Test
    void comesToAFallbackWhenTheModelItselfCannotBeUsed() {
        Asked asked = Asked.of(
                Fleet.route("gpt", StrategyKind.PRIORITY, List.of("other"), openai),
                Fleet.route("other", StrategyKind.PRIORITY, azure));
        Fleet.open(openai);

        Plan plan = asked.plan("gpt");

        assertThat(plan.failure()).isEqualTo(RoutingFailure.NO_HEALTHY_TARGET);
        assertThat(plan.next()).isSameAs(azure);
    }

    @Test
    void addressesAModelAtAGroupThatTheConfigurationDoesNotName() {
        Target exotic = fleet.target("openai", "exotic");
        Asked asked = direct((group, model) -> group.equals("openai") ? exotic : null);

        Plan plan = asked.plan("openai/meta/exotic");

        assertThat(plan.strategy()).isEqualTo(StrategyKind.DIRECT);
        assertThat(plan.route().model()).isEqualTo("openai/meta/exotic");
        assertThat(plan.route().label()).isEqualTo(Labels.OTHER);
        assertThat(plan.failure()).isNull();
        assertThat(Asked.rest(plan)).containsExactly(exotic);
    }

    @Test
    void labelsADirectRequestByItsModelWhereThatIsConfigured() {
        Target renamed = fleet.target("azure", "gpt-deployment");
        Asked asked = direct((group, model) -> group.equals("azure") ? renamed : null);

        assertThat(asked.plan("azure/gpt").route().label()).isEqualTo(Fleet.labelOf("gpt"));
        assertThat(asked.plan("azure/gpt-deployment").route().label()).isEqualTo(fleet.label("gpt-deployment"));
        assertThat(asked.plan("azure/anything").route().label()).isEqualTo(Labels.OTHER);
    }

    @Test
    void prefersAModelOfThatVeryNameToAGroup() {
        Asked asked = new Asked(new RouteTable(
                List.of(Fleet.route("azure/gpt", StrategyKind.PRIORITY, openai)),
                RoutingSettings.STANDARD,
                (group, model) -> azure));

        assertThat(asked.all("azure/gpt")).containsExactly(openai);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/gpt", "openai/", "nobody/gpt", "gpt/openai", ""})
    void knowsNothingOfWhatNamesNoGroup(String model) {
        Asked asked = direct((group, name) -> group.equals("openai") ? openai : null);

        assertThat(asked.knows(model)).isFalse();
    }

    @Test
    void sendsARequestToAGroupThatNamesNoModel() {
        Asked asked = direct(DirectTargets.NONE);
        Aggregate both = Fleet.aggregate("both", openai, azure);

        Plan plan = asked.direct(both, null);

        assertThat(plan.strategy()).isEqualTo(StrategyKind.DIRECT);
        assertThat(plan.route().label()).isEqualTo(Labels.UNKNOWN);
        assertThat(Asked.rest(plan)).containsExactly(openai, azure);
        assertThat(asked.direct(openai, "gpt").route().label()).isEqualTo(Fleet.labelOf("gpt"));
    }

    @Test
    void knowsOnlyTargetsThatCanBeAsked() {
        Aggregate both = Fleet.aggregate("both", openai, azure);
        Planner planner = new Planner(any -> 0);
        RouteTable routes = new RouteTable(List.of());

        Plan some = planner.direct(routes, both, null, target -> target == azure);
        Plan none = planner.direct(routes, both, null, target -> false);

        assertThat(some.leadsAnywhere()).isTrue();
        assertThat(Asked.rest(some)).containsExactly(azure);
        assertThat(none.leadsAnywhere()).isFalse();
        assertThat(none.failure()).isNull();
        assertThat(Asked.rest(none)).isEmpty();
    }

    @Test
    void forgetsATargetThatTurnsOutNotToBeAskable() {
        Set<Target> unsuited = new HashSet<>();
        Plan plan = new Planner(any -> 0)
                .direct(
                        new RouteTable(List.of()),
                        Fleet.aggregate("both", openai, azure),
                        null,
                        target -> !unsuited.contains(target));

        unsuited.add(openai);

        assertThat(Asked.rest(plan)).containsExactly(azure);
    }

    @Test
    void remembersHowFastStreamsOfAGroupBegin() {
        Asked asked = direct((group, model) -> openai);

        Turns turns = asked.plan("openai/a").route().turns();

        assertThat(asked.plan("openai/b").route().turns()).isSameAs(turns);
        assertThat(asked.direct(openai, null).route().turns()).isSameAs(turns);
        assertThat(asked.direct(azure, null).route().turns()).isNotSameAs(turns);
    }

    private Asked direct(DirectTargets direct) {
        Route configured = Fleet.route("gpt", StrategyKind.PRIORITY, openai);
        return new Asked(new RouteTable(List.of(configured), RoutingSettings.STANDARD, direct));
    }
}
