package dev.sluice.core.manage;

import dev.sluice.core.observe.ValidationResult;

/**
 * How far a validation has come that was asked for.
 *
 * @param total keys that are to be probed
 * @param done keys that have been: {@code valid}, {@code invalid} and {@code error} together
 */
public record ValidationTask(
        String id, String provider, State state, int total, int done, int valid, int invalid, int error) {

    /** Whether it goes on. */
    public enum State {
        RUNNING,
        DONE,
        /** The gateway stopped before it was done. */
        STOPPED
    }

    static ValidationTask of(String id, KeySweep sweep) {
        State ended = sweep.stopped() ? State.STOPPED : State.DONE;
        State state = sweep.over() ? ended : State.RUNNING;
        int valid = sweep.count(ValidationResult.VALID);
        int invalid = sweep.count(ValidationResult.INVALID);
        int error = sweep.count(ValidationResult.ERROR);
        int done = valid + invalid + error;
        return new ValidationTask(id, sweep.provider(), state, sweep.total(), done, valid, invalid, error);
    }
}
