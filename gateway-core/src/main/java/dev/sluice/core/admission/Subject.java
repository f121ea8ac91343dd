package dev.sluice.core.admission;

import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;

/**
 * Somebody whose use is limited.
 *
 * @param source whose words the limits are
 */
public record Subject(Scope scope, String id, Source source, Limits limits) {

    /** Where limits come from: all that there are of one user are counted, apart from each other. */
    public enum Source {
        OWN,
        PLAN,
        /** A user's credits, which are no limits, but end all the same. */
        CREDITS,
        /** What a user may try. */
        TRIAL
    }

    /** Under which it is counted, whatever its limits are at the moment. */
    public Id identity() {
        return new Id(scope, id, source);
    }

    /** Who it is. */
    public record Id(Scope scope, String id, Source source) {}
}
