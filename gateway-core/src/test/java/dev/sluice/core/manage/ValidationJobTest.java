package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.manage.Validations.Which;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ValidationSettings;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ValidationJobTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Fleet fleet = new Fleet();
    private final ScriptedProbe probe = new ScriptedProbe();
    private final KeyJudge judge = new KeyJudge(probe, fleet);
    private final Validations tasks = new Validations(fleet.groups, judge);
    private final ValidationJob job = new ValidationJob(fleet.groups, tasks, judge, fleet.ticker);

    private void turnAfter(long nanos) {
        fleet.now.addAndGet(nanos);
        job.turn();
    }

    @Test
    void probesInvalidKeysOnlyAndRestoresThoseThatAreValid() {
        Provider openai = fleet.group("openai", Fleet.HOURLY, "a", "b", "c");
        fleet.refuse(openai, "a");
        fleet.refuse(openai, "c");
        job.turn();
        probe.answer(ValidationResult.VALID);
        probe.answer(ValidationResult.INVALID);

        assertThat(probe.keys()).containsExactly("a", "c");
        assertThat(fleet.key(openai, "a").state()).isEqualTo(KeyState.ACTIVE);
        assertThat(fleet.key(openai, "c").state()).isEqualTo(KeyState.INVALID);
        assertThat(fleet.validated).containsExactly(ValidationResult.VALID, ValidationResult.INVALID);
        assertThat(probe.asked.get(0).timeoutNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void leavesAKeyInvalidWhenTheProviderCannotBeAsked() {
        Provider openai = fleet.group("openai", Fleet.HOURLY, "a");
        fleet.refuse(openai, "a");
        job.turn();
        probe.answer(ValidationResult.ERROR);

        assertThat(fleet.key(openai, "a").state()).isEqualTo(KeyState.INVALID);
    }

    @Test
    void comesBackAnIntervalAfterTheEndOfTheRoundBefore() {
        Provider openai = fleet.group("openai", Fleet.HOURLY, "a");
        fleet.refuse(openai, "a");
        job.turn();
        turnAfter(3 * HOUR);
        assertThat(probe.asked).as("still under way").hasSize(1);
        probe.answer(ValidationResult.INVALID);

        turnAfter(HOUR - 1);
        assertThat(probe.asked).hasSize(1);
        turnAfter(1);
        assertThat(probe.asked).hasSize(2);
    }

    @Test
    void waitsItsIntervalAfterARoundThatHadNothingToDo() {
        Provider openai = fleet.group("openai", Fleet.HOURLY, "a");
        job.turn();
        fleet.refuse(openai, "a");

        turnAfter(HOUR - 1);
        assertThat(probe.asked).isEmpty();
        turnAfter(1);
        assertThat(probe.asked).hasSize(1);
    }

    @Test
    void hasAnIntervalOfItsOwnForEachGroup() {
        Provider slow = fleet.group("slow", Fleet.HOURLY, "s");
        Provider fast = fleet.group("fast", new ValidationSettings(HOUR / 60, 1, 1, "gpt"), "f");
        fleet.refuse(slow, "s");
        fleet.refuse(fast, "f");
        probe.answers = key -> ValidationResult.INVALID;
        for (int minute = 0; minute < 60; minute++) {
            turnAfter(HOUR / 60);
        }

        assertThat(probe.keys()).filteredOn("s"::equals).hasSize(1);
        assertThat(probe.keys()).filteredOn("f"::equals).hasSize(60);
    }

    @Test
    void neverProbesWithAnIntervalOfZeroOrWithoutAModelToAskFor() {
        fleet.refuse(fleet.group("never", Fleet.NEVER, "a"), "a");
        fleet.refuse(fleet.group("mute", new ValidationSettings(HOUR, 1, 1, null), "b"), "b");
        turnAfter(100 * HOUR);

        assertThat(probe.asked).isEmpty();
    }

    @Test
    void waitsForAValidationThatAnOperatorAskedFor() {
        Provider openai = fleet.group("openai", Fleet.HOURLY, "a");
        fleet.refuse(openai, "a");
        tasks.start("openai", Which.ALL);
        job.turn();
        assertThat(probe.asked).hasSize(1);
        probe.answer(ValidationResult.ERROR);
        job.turn();

        assertThat(probe.asked).hasSize(2);
    }

    @Test
    void takesOverWhatAReloadChanges() {
        Provider openai = fleet.group("openai", Fleet.NEVER, "a");
        fleet.refuse(openai, "a");
        job.turn();
        assertThat(probe.asked).isEmpty();
        fleet.group("openai", Fleet.HOURLY, "a");
        job.turn();

        assertThat(probe.asked).hasSize(1);
    }

    @Test
    void startsNothingMoreOnceItIsClosed() {
        Provider openai = fleet.group("openai", Fleet.HOURLY, "a", "b", "c");
        for (String key : new String[] {"a", "b", "c"}) {
            fleet.refuse(openai, key);
        }
        job.turn();
        job.close();
        probe.answer(ValidationResult.INVALID);
        probe.answer(ValidationResult.INVALID);

        assertThat(probe.keys()).containsExactly("a", "b");
    }
}
