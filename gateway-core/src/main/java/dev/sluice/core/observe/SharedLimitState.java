package dev.sluice.core.observe;

import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.SharedTally.Decider;
import dev.sluice.core.admission.SharedTally.Outcome;

/** How the limits do that several gateways share, pulled at a scrape from any thread; never blocks. */
public interface SharedLimitState {

    /** Whether the counters answered lately. */
    boolean reachable();

    /** Gateways that were alive when that was last known, this one among them. */
    int gateways();

    /** Exchanges of this gateway that hold something of the counters. */
    int holds();

    /** Exchanges that were decided on at their admission. */
    long decisions(Decider decider, Outcome outcome);

    /** What the counters were asked. */
    long claims(Claim.Kind kind, Outcome outcome);

    /** Whether nothing passes under limits of a kind, but what is leased, while the counters cannot be reached. */
    boolean closes(Kind kind);

    /** Kinds of limits, as the configuration tells them apart. */
    enum Kind {
        REQUESTS,
        TOKENS,
        CONCURRENCY,
        BUDGETS,
        /** Credits and trials. */
        CREDITS
    }
}
