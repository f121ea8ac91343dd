package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.routing.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthProbesTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long INTERVAL = 10 * SECOND;

    private final Fleet fleet = new Fleet();
    private final ScriptedProbe probe = new ScriptedProbe();
    private final HealthProbes probes = new HealthProbes(fleet.groups, new KeyJudge(probe, fleet), fleet.ticker);

    private void turnAfter(long nanos) {
        fleet.now.addAndGet(nanos);
        probes.turn();
    }

    private Target probed(Provider provider, String model) {
        Target target = fleet.target(provider, model);
        fleet.route(model, target);
        return target;
    }

    @Test
    void asksEachModelOfAProviderOnItsInterval() {
        Provider openai = fleet.group("openai", Fleet.NEVER, INTERVAL, "a");
        probed(openai, "mini");
        probed(openai, "large");
        probe.answers = key -> ValidationResult.VALID;
        probes.turn();
        turnAfter(INTERVAL - SECOND);
        assertThat(probe.asked).extracting(ScriptedProbe.Asked::model).containsExactly("mini", "large");
        turnAfter(SECOND);

        assertThat(probe.asked).hasSize(4);
        assertThat(fleet.validated).as("no validations of keys").isEmpty();
    }

    @Test
    void asksAtEachTurnWhereTheIntervalIsThatOfTheTurns() {
        probed(fleet.group("openai", Fleet.NEVER, SECOND, "a"), "mini");
        for (int turn = 1; turn <= 5; turn++) {
            turnAfter(SECOND - TimeUnit.MILLISECONDS.toNanos(turn % 2));
            fleet.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(20));
            probe.answer(ValidationResult.VALID);
            fleet.now.addAndGet(-TimeUnit.MILLISECONDS.toNanos(20));
            assertThat(probe.asked).hasSize(turn);
        }
    }

    @Test
    void callsAModelGoneAfterTwoFailuresInARowUntilItAnswers() {
        Target mini = probed(fleet.group("openai", Fleet.NEVER, INTERVAL, "a"), "mini");
        ValidationResult[] results = {
            ValidationResult.ERROR,
            ValidationResult.VALID,
            ValidationResult.ERROR,
            ValidationResult.ERROR,
            ValidationResult.ERROR,
            ValidationResult.INVALID
        };
        boolean[] failed = {false, false, false, true, true, false};

        for (int i = 0; i < results.length; i++) {
            turnAfter(INTERVAL);
            probe.answer(results[i]);
            assertThat(mini.vitals().probeFailed()).as("after answer %d", i).isEqualTo(failed[i]);
        }
    }

    @Test
    void hasOneProbeOfAModelUnderWayAtATime() {
        probed(fleet.group("openai", Fleet.NEVER, INTERVAL, "a"), "mini");
        probes.turn();
        turnAfter(10 * INTERVAL);

        assertThat(probe.asked).hasSize(1);
    }

    @Test
    void usesAnActiveKeyAndWaitsWhileThereIsNone() {
        Provider openai = fleet.group("openai", Fleet.NEVER, INTERVAL, "a", "b");
        probed(openai, "mini");
        fleet.refuse(openai, "a");
        fleet.refuse(openai, "b");
        probes.turn();
        assertThat(probe.asked).isEmpty();
        openai.keys().restore(fleet.key(openai, "b"));
        probes.turn();

        assertThat(probe.keys()).containsExactly("b");
    }

    @Test
    void asksWithoutAKeyWhereNoneIsNeeded() {
        probed(fleet.group("local", Fleet.NEVER, INTERVAL), "llama");
        probes.turn();

        assertThat(probe.keys()).containsExactly("");
    }

    @Test
    void asksNothingWhereTheConfigurationDoesNotWantIt() {
        probed(fleet.group("openai", Fleet.NEVER, 0, "a"), "mini");
        turnAfter(1_000 * INTERVAL);

        assertThat(probe.asked).isEmpty();
    }

    @Test
    void doesNotLeaveAModelMarkedThatIsNotProbedAnyMore() {
        Target mini = probed(fleet.group("openai", Fleet.NEVER, INTERVAL, "a"), "mini");
        probe.answers = key -> ValidationResult.ERROR;
        turnAfter(INTERVAL);
        turnAfter(INTERVAL);
        assertThat(mini.vitals().probeFailed()).isTrue();
        fleet.routes.clear();
        probes.turn();

        assertThat(mini.vitals().probeFailed()).isFalse();
    }

    @Test
    void ignoresWhatComesLateForAModelThatIsNotProbedAnyMore() {
        Target mini = probed(fleet.group("openai", Fleet.NEVER, INTERVAL, "a"), "mini");
        turnAfter(INTERVAL);
        probe.answer(ValidationResult.ERROR);
        turnAfter(INTERVAL);
        fleet.routes.clear();
        probes.turn();
        probe.answer(ValidationResult.ERROR);

        assertThat(mini.vitals().probeFailed()).isFalse();
    }
}
