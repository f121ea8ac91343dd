package dev.sluice.metrics.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import dev.sluice.core.manage.ValidationTask;
import dev.sluice.core.manage.Validations;
import dev.sluice.core.manage.Validations.Which;
import org.jspecify.annotations.Nullable;

/** Starts validations under {@code /api/v1}, and tells how far they have come. */
final class ValidationsApi {

    static final String TASKS = "/api/v1/tasks/";

    private final Validations validations;

    ValidationsApi(Validations validations) {
        this.validations = validations;
    }

    /** @param only {@code invalid}; null: all */
    record ValidateBody(@JsonProperty @Nullable String only) {}

    Answer validateKey(Call call) {
        return started(EmptyBody.of(call).then(empty -> validations.start(call.path("provider"), call.path("key"))));
    }

    Answer validateKeys(Call call) {
        return started(Json.read(call.body(), ValidateBody.class)
                .then(ValidationsApi::which)
                .then(which -> validations.start(call.path("provider"), which)));
    }

    Answer task(Call call) {
        return Answer.of(200, validations.task(call.path("task")));
    }

    private static Outcome<Which> which(ValidateBody body) {
        String only = body.only();
        if (only == null) {
            return Outcome.done(Which.ALL);
        }
        return only.equals("invalid")
                ? Outcome.done(Which.INVALID)
                : Outcome.refused(Refusal.invalid("only", "must be invalid, or left out"));
    }

    private static Answer started(Outcome<ValidationTask> outcome) {
        return outcome.fold(task -> Answer.json(202, task).with("Location", TASKS + task.id()), Answer::refusal);
    }
}
