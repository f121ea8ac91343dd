package dev.sluice.metrics.instrument;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.request.Usage;

/**
 * Counts what caches of answers do on one event loop: each look into one of them, and once a request what came of all
 * of them together. Part of that loop's {@link LoopRecorder}, and under the same rules.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class CacheRecorder {

    static final int RESULTS = CacheResult.values().length;

    /** Cells of a tenant's requests for a model: results, then tokens and pico-dollars that hits saved. */
    static final int SAVED_TOKENS = RESULTS;

    static final int SAVED_COST = SAVED_TOKENS + 1;

    final Cube lookups = Fact.CACHE_LOOKUPS.cube(RESULTS);
    final Cube latencies = Fact.CACHE_LATENCY.cube(2);
    final Tally uses = new Tally(SAVED_COST + 1);

    private final Labels tenants;
    private final LabelSets sets;

    CacheRecorder(Labels tenants, LabelSets sets) {
        this.tenants = tenants;
        this.sets = sets;
    }

    void lookedUp(CacheKind cache, CacheResult result, long nanos) {
        lookups.record(cache.ordinal(), result.ordinal(), Math.max(0, nanos));
    }

    /** A request is over that caches had something to do with. */
    void requestEnded(ExchangeRecord exchange, CacheUse use) {
        Account who = exchange.request().account();
        int tenant = tenants.number((who == null ? Tenant.STANDARD : who.tenant()).id());
        int set = sets.number(tenant, Labels.UNKNOWN, exchange.route().model());
        uses.add(set, use.result().ordinal());
        if (use.result() != CacheResult.BYPASS) {
            latencies.record(tenant, use.result() == CacheResult.HIT ? 1 : 0, Math.max(0, use.lookupNanos()));
        }
        if (use.result() == CacheResult.HIT) {
            uses.add(set, SAVED_TOKENS, tokens(use.saved()));
            uses.add(set, SAVED_COST, use.savedCost().picoDollars());
        }
    }

    /** All others are parts of these two. */
    private static long tokens(Usage saved) {
        return Math.max(0, saved.input()) + Math.max(0, saved.output());
    }
}
