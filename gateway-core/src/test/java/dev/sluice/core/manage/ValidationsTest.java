package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.manage.Outcome.Refused;
import dev.sluice.core.manage.ValidationTask.State;
import dev.sluice.core.manage.Validations.Which;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ValidationSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidationsTest {

    private final Fleet fleet = new Fleet();
    private final ScriptedProbe probe = new ScriptedProbe();
    private final Validations validations = new Validations(fleet.groups, new KeyJudge(probe, fleet));
    private final Provider openai = fleet.group("openai", Fleet.NEVER, "a", "b", "c", "d");

    private ValidationTask start(Which which) {
        return done(validations.start("openai", which));
    }

    private ValidationTask task(ValidationTask started) {
        return done(validations.task(started.id()));
    }

    private static <T> T done(Outcome<T> outcome) {
        return outcome.fold(value -> value, refusal -> {
            throw new AssertionError(refusal);
        });
    }

    private static String code(Outcome<?> outcome) {
        return ((Refused<?>) outcome).refusal().code();
    }

    @Test
    void probesNoMoreKeysAtATimeThanTheGroupAllowsAndTellsHowFarItIs() {
        ValidationTask started = start(Which.ALL);

        assertThat(started.state()).isEqualTo(State.RUNNING);
        assertThat(probe.keys()).containsExactly("a", "b");
        probe.answer(ValidationResult.VALID);
        probe.answer(ValidationResult.INVALID);
        assertThat(probe.keys()).containsExactly("a", "b", "c", "d");
        assertThat(task(started)).isEqualTo(new ValidationTask(started.id(), "openai", State.RUNNING, 4, 2, 1, 1, 0));
        probe.answer(ValidationResult.ERROR);
        probe.answer(ValidationResult.VALID);

        assertThat(task(started)).isEqualTo(new ValidationTask(started.id(), "openai", State.DONE, 4, 4, 2, 1, 1));
        assertThat(probe.asked.get(0).model()).isEqualTo("gpt-test");
        assertThat(fleet.validated)
                .containsExactly(
                        ValidationResult.VALID,
                        ValidationResult.INVALID,
                        ValidationResult.ERROR,
                        ValidationResult.VALID);
    }

    @Test
    void restoresInvalidKeysThatAreValidAndNothingElse() {
        fleet.refuse(openai, "a");
        fleet.refuse(openai, "b");
        openai.keys().disable(fleet.key(openai, "c"));
        probe.answers = key -> key.equals("b") ? ValidationResult.INVALID : ValidationResult.VALID;

        start(Which.ALL);

        assertThat(openai.keys().keys())
                .extracting(key -> key.state())
                .containsExactly(KeyState.ACTIVE, KeyState.INVALID, KeyState.DISABLED, KeyState.ACTIVE);
    }

    @Test
    void leavesAKeyThatWasDisabledWhileItWasProbed() {
        fleet.refuse(openai, "a");
        done(validations.start("openai", "a"));
        openai.keys().disable(fleet.key(openai, "a"));
        probe.answer(ValidationResult.VALID);

        assertThat(fleet.key(openai, "a").state()).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void leavesAUsableKeyThatIsSaidToBeInvalidToItsNextRequest() {
        done(validations.start("openai", "a"));
        probe.answer(ValidationResult.INVALID);

        assertThat(fleet.key(openai, "a").state()).isEqualTo(KeyState.ACTIVE);
    }

    @Test
    void probesInvalidKeysOnlyWhenThatIsAskedFor() {
        fleet.refuse(openai, "c");

        assertThat(start(Which.INVALID).total()).isEqualTo(1);
        assertThat(probe.keys()).containsExactly("c");
    }

    @Test
    void isDoneAtOnceWhenThereIsNothingToDo() {
        assertThat(start(Which.INVALID).state()).isEqualTo(State.DONE);
    }

    @Test
    void validatesAGroupOnceAtATimeAndOthersMeanwhile() {
        fleet.group("azure", Fleet.NEVER, "x");
        ValidationTask first = start(Which.ALL);

        Refused<?> second = (Refused<?>) validations.start("openai", "a");
        assertThat(second.refusal().code()).isEqualTo("task_in_progress");
        assertThat(second.refusal().message()).contains(first.id());
        assertThat(done(validations.start("azure", Which.ALL)).state()).isEqualTo(State.RUNNING);
        while (probe.open() > 0) {
            probe.answer(ValidationResult.VALID);
        }
        assertThat(done(validations.start("openai", "a")).total()).isEqualTo(1);
    }

    @Test
    void remembersTheNewestTasksAndThoseThatGoOn() {
        ValidationTask running = start(Which.ALL);
        fleet.group("other", Fleet.NEVER);
        ValidationTask first = done(validations.start("other", Which.ALL));
        for (int i = 0; i < Validations.KEPT; i++) {
            done(validations.start("other", Which.ALL));
        }

        assertThat(code(validations.task(first.id()))).isEqualTo("task_not_found");
        assertThat(task(running).state()).isEqualTo(State.RUNNING);
    }

    @Test
    void validatesThousandsOfKeysThatAreAnsweredAtOnceWithoutNesting() {
        String[] names = new String[5_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "key-" + i;
        }
        fleet.group("large", Fleet.NEVER, names);
        probe.answers = key -> ValidationResult.VALID;

        assertThat(done(validations.start("large", Which.ALL)).valid()).isEqualTo(5_000);
    }

    @Test
    void saysThatNoModelIsKnownToAsk() {
        fleet.group("mute", new ValidationSettings(1, 1, 1, null), "a");

        assertThat(code(validations.start("mute", Which.ALL))).isEqualTo("no_validation_model");
    }

    @Test
    void goesOnAfterAProbeThatFails() {
        Validations broken = new Validations(
                fleet.groups,
                new KeyJudge(
                        (provider, key, model, timeout) -> {
                            throw new IllegalStateException("a bug");
                        },
                        fleet));

        assertThat(done(broken.start("openai", Which.ALL)).error()).isEqualTo(4);
    }

    @Test
    void saysOfATaskThatWasDoneBeforeTheEndThatItIsDone() {
        ValidationTask before = start(Which.INVALID);
        validations.close();

        assertThat(task(before).state()).isEqualTo(State.DONE);
    }

    @Test
    void startsNothingMoreOnceItIsClosed() {
        ValidationTask started = start(Which.ALL);
        validations.close();
        probe.answer(ValidationResult.VALID);
        probe.answer(ValidationResult.VALID);

        assertThat(probe.keys()).containsExactly("a", "b");
        assertThat(task(started).state()).isEqualTo(State.STOPPED);
        assertThat(code(validations.start("openai", Which.ALL))).isEqualTo("closing");
    }

    @Test
    void findsNoKeyThatIsNotThere() {
        assertThat(List.of(
                        code(validations.start("nobody", Which.ALL)),
                        code(validations.start("openai", "x")),
                        code(validations.task("x"))))
                .containsExactly("provider_not_found", "key_not_found", "task_not_found");
    }
}
