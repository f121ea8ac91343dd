package dev.sluice.core.manage;

import java.util.function.Function;

/** What became of an operation: its result, or why it was refused. What is expected to fail is a value. */
public sealed interface Outcome<T> {

    /** It was done. */
    record Done<T>(T value) implements Outcome<T> {}

    /** It was not done. */
    record Refused<T>(Refusal refusal) implements Outcome<T> {}

    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Outcome<T> refused(Refusal refusal) {
        return new Refused<>(refusal);
    }

    /** One thing for a result, another for a refusal. */
    default <R> R fold(Function<T, R> whenDone, Function<Refusal, R> whenRefused) {
        return this instanceof Done<T> done
                ? whenDone.apply(done.value())
                : whenRefused.apply(((Refused<T>) this).refusal());
    }

    /** Goes on with the result; a refusal stays what it is. */
    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        return fold(next, Outcome::refused);
    }

    /** As {@link #then}, with a step that is never refused. */
    default <R> Outcome<R> map(Function<T, R> step) {
        return then(value -> done(step.apply(value)));
    }
}
