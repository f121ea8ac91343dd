package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.CLAIM_KIND;
import static dev.sluice.metrics.instrument.Dimension.DECIDER;
import static dev.sluice.metrics.instrument.Dimension.LIMIT_MODE;
import static dev.sluice.metrics.instrument.Dimension.SHARED_KIND;
import static dev.sluice.metrics.instrument.Dimension.SHARED_OUTCOME;

import dev.sluice.metrics.instrument.Fact;
import java.util.List;

/** The part of the gateway's own names that tells of limits that several gateways share. */
final class SluiceSharedLimits {

    private SluiceSharedLimits() {}

    static List<Family> families() {
        return List.of(
                Family.gauge(
                        "sluice_shared_limits_reachable",
                        "1 while the store that counts limits for all gateways answers, else 0.",
                        Fact.SHARED_REACHABLE),
                Family.gauge(
                        "sluice_shared_limits_gateways",
                        "Gateways that share limits and were alive when that was last known, this one among them.",
                        Fact.SHARED_GATEWAYS),
                Family.gauge(
                        "sluice_shared_limits_holds",
                        "Exchanges of this gateway that hold something of shared limits: not yet in the ledger.",
                        Fact.SHARED_HOLDS),
                Family.counter(
                                "sluice_shared_limits_decisions_total",
                                "Exchanges at their admission under shared limits, by what decided: a lease, the "
                                        + "store, or the gateway by itself because the store did not answer.",
                                Fact.SHARED_DECISIONS)
                        .by("by", DECIDER)
                        .by("outcome", SHARED_OUTCOME),
                Family.counter(
                                "sluice_shared_limits_claims_total",
                                "What the store was asked: to let an exchange in, to let one go on, for a lease alone; "
                                        + "unavailable is what was not answered in time.",
                                Fact.SHARED_CLAIMS)
                        .by("kind", CLAIM_KIND)
                        .by("outcome", SHARED_OUTCOME),
                Family.gauge(
                                "sluice_limits_failing",
                                "1 while the store does not answer and limits of this kind do what is configured for "
                                        + "that (mode), else 0.",
                                Fact.LIMITS_FAILING)
                        .by("kind", SHARED_KIND)
                        .by("mode", LIMIT_MODE));
    }
}
