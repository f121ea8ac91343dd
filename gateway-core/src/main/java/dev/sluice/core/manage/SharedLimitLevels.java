package dev.sluice.core.manage;

import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.SharedCounters;
import dev.sluice.core.admission.SharedTally;
import dev.sluice.core.admission.SharedTally.Decider;
import dev.sluice.core.admission.SharedTally.Outcome;
import dev.sluice.core.observe.SharedLimitState;
import dev.sluice.core.store.StoreSettings.Pass;
import dev.sluice.core.store.StoreSettings.WhenUnreachable;

/**
 * Reads how shared limits do from the counters, and from what has been decided. Thread-safe, as those are.
 *
 * @param whenUnreachable what the gates go by
 */
public record SharedLimitLevels(SharedCounters counters, SharedTally tally, WhenUnreachable whenUnreachable)
        implements SharedLimitState {

    @Override
    public boolean reachable() {
        return counters.reachable();
    }

    @Override
    public int gateways() {
        return counters.gateways();
    }

    @Override
    public int holds() {
        return counters.holds().size();
    }

    @Override
    public long decisions(Decider decider, Outcome outcome) {
        return tally.decisions(decider, outcome);
    }

    @Override
    public long claims(Claim.Kind kind, Outcome outcome) {
        return tally.claims(kind, outcome);
    }

    @Override
    public boolean closes(Kind kind) {
        Pass pass = switch (kind) {
            case REQUESTS -> whenUnreachable.requests();
            case TOKENS -> whenUnreachable.tokens();
            case CONCURRENCY -> whenUnreachable.concurrency();
            case BUDGETS -> whenUnreachable.budgets();
            case CREDITS -> whenUnreachable.credits();
        };
        return pass == Pass.CLOSED;
    }
}
