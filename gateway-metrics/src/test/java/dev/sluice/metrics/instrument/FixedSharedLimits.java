package dev.sluice.metrics.instrument;

import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.SharedTally.Decider;
import dev.sluice.core.admission.SharedTally.Outcome;
import dev.sluice.core.observe.SharedLimitState;

/** Shared limits that stand still, but that their store may be there or not, for tests. One thread. */
public final class FixedSharedLimits implements SharedLimitState {

    public boolean reachable = true;

    @Override
    public boolean reachable() {
        return reachable;
    }

    @Override
    public int gateways() {
        return 3;
    }

    @Override
    public int holds() {
        return 17;
    }

    @Override
    public long decisions(Decider decider, Outcome outcome) {
        return switch (decider) {
            case LEASE -> 900;
            case STORE -> outcome == Outcome.GRANTED ? 100 : 5;
            case GATEWAY -> outcome == Outcome.UNAVAILABLE ? 4 : 20;
        };
    }

    @Override
    public long claims(Claim.Kind kind, Outcome outcome) {
        return switch (outcome) {
            case GRANTED -> kind == Claim.Kind.LEASE ? 60 : 100;
            case REFUSED -> kind == Claim.Kind.EXTEND ? 0 : 5;
            case UNAVAILABLE -> kind == Claim.Kind.ENTER ? 2 : 1;
        };
    }

    @Override
    public boolean closes(Kind kind) {
        return kind == Kind.BUDGETS || kind == Kind.CREDITS;
    }
}
