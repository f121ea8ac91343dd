package dev.sluice.core.attempt;

import dev.sluice.core.resilience.RetryReason;

/**
 * What is tried after a failed attempt.
 *
 * @param delayNanos how long to wait before
 */
record Next(Where where, RetryReason reason, long delayNanos) {

    /** Where the next attempt goes. */
    enum Where {
        SAME_TARGET,
        /** The same target with a key that this request has not had. */
        NEXT_KEY,
        NEXT_TARGET,
        /** A target that takes longer prompts. */
        LARGER_TARGET,
        /** Nowhere: the failure is the answer. */
        NOWHERE
    }

    static final Next NOTHING = new Next(Where.NOWHERE, RetryReason.CONNECT, 0);

    static Next at(Where where) {
        return new Next(where, RetryReason.CONNECT, 0);
    }

    static Next key(RetryReason reason) {
        return new Next(Where.NEXT_KEY, reason, 0);
    }
}
