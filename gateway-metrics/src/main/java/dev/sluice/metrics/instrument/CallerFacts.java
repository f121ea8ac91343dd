package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.CALL;
import static dev.sluice.metrics.instrument.Dimension.CLIENT_KEY;
import static dev.sluice.metrics.instrument.Dimension.FUNDS;
import static dev.sluice.metrics.instrument.Dimension.KEY_USE;
import static dev.sluice.metrics.instrument.Dimension.LIMIT;
import static dev.sluice.metrics.instrument.Dimension.LIMIT_TYPE;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.SCOPE;
import static dev.sluice.metrics.instrument.Dimension.TENANT;
import static dev.sluice.metrics.instrument.Dimension.THINKING_TYPE;
import static dev.sluice.metrics.instrument.Dimension.TIER;
import static dev.sluice.metrics.instrument.Dimension.TOKEN_TYPE;
import static dev.sluice.metrics.instrument.Dimension.USER;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.Callers;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.metrics.instrument.Tally.Summed;
import java.util.List;
import java.util.function.Function;

/**
 * Sums at a scrape what was counted by who asks, and puts the sums in their places. Made for one scrape, used by its
 * thread.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class CallerFacts {

    private static final long ACTIVE_MILLIS = 5 * 60 * 1_000;

    private final List<LoopRecorder> loops;
    private final Identities identities;
    private final SharedCounts shared;

    CallerFacts(List<LoopRecorder> loops, Identities identities, SharedCounts shared) {
        this.loops = loops;
        this.identities = identities;
        this.shared = shared;
    }

    /** @param epochMillis the wall clock */
    void addTo(Totals.Builder totals, long epochMillis) {
        // All cells first, names after them: see Metrics.totals.
        List<Summed> tenants = sum(recorder -> recorder.tenants);
        List<Summed> uses = sum(recorder -> recorder.uses);
        List<Summed> credits = sum(recorder -> recorder.credits);
        List<Summed> charges = sum(recorder -> recorder.charges);
        List<Summed> keyUses = sum(recorder -> recorder.keyUses);
        List<Summed> keyLimits = sum(recorder -> recorder.keyLimits);
        int[] providers = Names.canonical(identities.providers());
        int[] models = Names.canonical(identities.models());
        Callers callers = identities.callers();
        int[] tenantNumbers = Names.canonical(callers.tenants());
        int[] users = Names.canonical(callers.users());
        int[] keys = Names.canonical(callers.keys());

        totals.value(Fact.ACTIVE_TENANTS, activeTenants(epochMillis - ACTIVE_MILLIS));
        tenants.forEach(each -> addTenant(totals, each, tenantNumbers));
        for (Summed each : uses) {
            LabelSets sets = shared.tenantSets();
            addUse(
                    totals,
                    each,
                    row -> place(row, sets, each.major(), providers, models)
                            .at(TENANT, tenantNumbers[sets.caller(each.major())]));
        }
        for (Summed each : credits) {
            LabelSets sets = shared.userSets();
            Row row = place(new Row(each.counts()[0]), sets, each.major(), providers, models);
            totals.add(Fact.CREDITS, row.at(USER, users[sets.caller(each.major())]));
        }
        charges.forEach(each -> addCharges(totals, each, users[each.major()]));
        keyUses.forEach(each -> addKeyUse(totals, each, keys[each.major()]));
        for (Summed each : keyLimits) {
            addLimits(totals, Fact.KEY_LIMITS, each, row -> row.at(CLIENT_KEY, keys[each.major()]));
        }
        sum(recorder -> recorder.limits)
                .forEach(each -> addLimits(totals, Fact.LIMITS, each, row -> row.at(SCOPE, each.major())));
        sum(recorder -> recorder.budgets).forEach(each -> addLimits(totals, Fact.BUDGETS_EXCEEDED, each, row -> row));
        sum(recorder -> recorder.rateLimits)
                .forEach(each -> totals.add(Fact.RATE_LIMITS, new Row(each.counts()[0]).at(ROUTE, each.major())));
    }

    /** Tenants that have asked for something since; those past the bound are one. */
    private long activeTenants(long since) {
        long active = 0;
        for (int tenant = 0; tenant < identities.callers().tenants().values().length; tenant++) {
            int number = tenant;
            if (loops.stream().anyMatch(loop -> loop.callers.lastSeen(number) >= since)) {
                active++;
            }
        }
        return active;
    }

    private List<Summed> sum(Function<CallerRecorder, Tally> tally) {
        return Tally.sum(loops.stream().map(loop -> tally.apply(loop.callers)).toList());
    }

    private static Row place(Row row, LabelSets sets, int set, int[] providers, int[] models) {
        boolean overflow = LabelSets.overflow(set);
        return row.at(PROVIDER, overflow ? Labels.OTHER : providers[sets.provider(set)])
                .at(MODEL, overflow ? Labels.OTHER : models[sets.model(set)]);
    }

    private static void addTenant(Totals.Builder totals, Summed sum, int[] numbers) {
        int tenant = numbers[sum.major() / CallerRecorder.TIERS];
        int tier = sum.major() % CallerRecorder.TIERS;
        long[] counts = sum.counts();
        for (int outcome = 0; outcome < CallerRecorder.OUTCOMES; outcome++) {
            totals.add(
                    Fact.TENANT_OPERATIONS,
                    tenant(counts[outcome], tenant, tier).at(OUTCOME, outcome));
        }
        for (int type = 0; type < LoopRecorder.TOKEN_TYPES; type++) {
            long tokens = counts[CallerRecorder.TENANT_TOKENS + type];
            totals.add(
                    Fact.TENANT_TOKENS,
                    tenant(tokens, tenant, tier).at(TOKEN_TYPE, type).at(THINKING_TYPE, type));
        }
        totals.add(Fact.TENANT_COST, tenant(counts[CallerRecorder.TENANT_COST], tenant, tier));
    }

    private static Row tenant(long value, int tenant, int tier) {
        return new Row(value).at(TENANT, tenant).at(TIER, tier);
    }

    /** What is 0 has never been anything else: it is left out, but for what is known beforehand. */
    private static void addUse(Totals.Builder totals, Summed sum, Function<Row, Row> place) {
        long[] counts = sum.counts();
        for (int cell = 0; cell < CallerRecorder.USE_TOKENS; cell++) {
            if (counts[cell] > 0) {
                Row row = place.apply(new Row(counts[cell]));
                totals.add(
                        Fact.USE_OPERATIONS,
                        row.at(CALL, cell / CallerRecorder.OUTCOMES).at(OUTCOME, cell % CallerRecorder.OUTCOMES));
            }
        }
        for (int type = 0; type < LoopRecorder.TOKEN_TYPES; type++) {
            long tokens = counts[CallerRecorder.USE_TOKENS + type];
            if (tokens > 0) {
                totals.add(Fact.USE_TOKENS, place.apply(new Row(tokens)).at(TOKEN_TYPE, type));
            }
        }
        long cost = counts[CallerRecorder.USE_COST];
        if (cost > 0) {
            totals.add(Fact.USE_COST, place.apply(new Row(cost)));
        }
    }

    private static void addCharges(Totals.Builder totals, Summed sum, int user) {
        for (Funds funds : Funds.values()) {
            int first = funds.ordinal() * 2;
            totals.add(
                    Fact.CHARGED_TOKENS,
                    new Row(sum.counts()[first]).at(USER, user).at(FUNDS, funds.ordinal()));
            totals.add(
                    Fact.CHARGED,
                    new Row(sum.counts()[first + 1]).at(USER, user).at(FUNDS, funds.ordinal()));
        }
    }

    /** Each use is an attempt, and a success or an error besides. */
    private static void addKeyUse(Totals.Builder totals, Summed sum, int key) {
        long attempts = 0;
        for (int outcome = 0; outcome < CallerRecorder.OUTCOMES; outcome++) {
            long count = sum.counts()[outcome];
            attempts += count;
            totals.add(Fact.KEY_USES, new Row(count).at(CLIENT_KEY, key).at(KEY_USE, outcome));
        }
        totals.add(Fact.KEY_USES, new Row(attempts).at(CLIENT_KEY, key).at(KEY_USE, Dimension.KEY_ATTEMPT));
    }

    private static void addLimits(Totals.Builder totals, Fact fact, Summed sum, Function<Row, Row> place) {
        for (LimitKind kind : LimitKind.values()) {
            long count = sum.counts()[kind.ordinal()];
            if (count > 0) {
                Row row = new Row(count).at(LIMIT, kind.ordinal()).at(LIMIT_TYPE, LimitTypes.of(kind));
                totals.add(fact, place.apply(row));
            }
        }
    }
}
