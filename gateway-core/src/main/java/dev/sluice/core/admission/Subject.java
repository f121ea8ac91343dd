package dev.sluice.core.admission;

import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;

/**
 * Somebody whose use is limited.
 *
 * @param source whose words the limits are
 */
public record Subject(Scope scope, String id, Source source, Limits limits) {

    /** Where limits come from: of one user both its own and its plan's are counted, apart from each other. */
    public enum Source {
        OWN,
        PLAN
    }

    /** Under which it is counted, whatever its limits are at the moment. */
    Id identity() {
        return new Id(scope, id, source);
    }

    /** Whom a meter is of. */
    record Id(Scope scope, String id, Source source) {}
}
