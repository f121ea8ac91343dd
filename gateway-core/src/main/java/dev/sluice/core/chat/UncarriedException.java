package dev.sluice.core.chat;

import dev.sluice.core.failure.Failure;

/** Ends a translation: a request says what cannot be said in the other format, or what no format says. */
public final class UncarriedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public UncarriedException(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    /** What the client is told. */
    public Failure failure() {
        return failure;
    }
}
