package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.CLAIM_KIND;
import static dev.sluice.metrics.instrument.Dimension.DECIDER;
import static dev.sluice.metrics.instrument.Dimension.LIMIT_MODE;
import static dev.sluice.metrics.instrument.Dimension.SHARED_KIND;
import static dev.sluice.metrics.instrument.Dimension.SHARED_OUTCOME;

import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.SharedTally.Decider;
import dev.sluice.core.admission.SharedTally.Outcome;
import dev.sluice.core.observe.SharedLimitState;

/** Reads at a scrape how the limits do that several gateways share. All series are there from the start. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class SharedLimits {

    private static final int OPEN = 0;
    private static final int CLOSED = 1;

    private SharedLimits() {}

    static void addTo(Totals.Builder totals, SharedLimitState state) {
        boolean reachable = state.reachable();
        totals.value(Fact.SHARED_REACHABLE, reachable ? 1 : 0);
        totals.value(Fact.SHARED_GATEWAYS, state.gateways());
        totals.value(Fact.SHARED_HOLDS, state.holds());
        for (SharedLimitState.Kind kind : SharedLimitState.Kind.values()) {
            totals.add(
                    Fact.LIMITS_FAILING,
                    new Row(reachable ? 0 : 1)
                            .at(SHARED_KIND, kind.ordinal())
                            .at(LIMIT_MODE, state.closes(kind) ? CLOSED : OPEN));
        }
        for (Outcome outcome : Outcome.values()) {
            addCounts(totals, state, outcome);
        }
    }

    private static void addCounts(Totals.Builder totals, SharedLimitState state, Outcome outcome) {
        for (Decider decider : Decider.values()) {
            if (outcome.isOf(decider)) {
                totals.add(
                        Fact.SHARED_DECISIONS,
                        new Row(state.decisions(decider, outcome))
                                .at(DECIDER, decider.ordinal())
                                .at(SHARED_OUTCOME, outcome.ordinal()));
            }
        }
        for (Claim.Kind kind : Claim.Kind.values()) {
            totals.add(
                    Fact.SHARED_CLAIMS,
                    new Row(state.claims(kind, outcome))
                            .at(CLAIM_KIND, kind.ordinal())
                            .at(SHARED_OUTCOME, outcome.ordinal()));
        }
    }
}
