package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.CALL;
import static dev.sluice.metrics.instrument.Dimension.CLIENT_KEY;
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
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.Callers;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.request.Endpoint;
import java.util.Set;
import java.util.TreeSet;

/**
 * Zeros for what is known of those who ask before they have: of each tenant, user and key that has a number, and for
 * the standard tenant every model of the configuration. Made for one scrape, used by its thread.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class CallerSeeds {

    private final Identities identities;
    private final Known known;

    CallerSeeds(Identities identities, Known known) {
        this.identities = identities;
        this.known = known;
    }

    void addTo(Totals.Builder totals) {
        Callers callers = identities.callers();
        int standard = callers.tenants().number(Tenant.STANDARD.id());
        addTenant(totals, standard);
        addUses(totals, standard);
        int[] users = Names.canonical(callers.users());
        for (int user = Labels.OTHER + 1; user < users.length; user++) {
            Row row = new Row(0).at(PROVIDER, Labels.UNKNOWN).at(MODEL, Labels.UNKNOWN);
            totals.add(Fact.CREDITS, row.at(USER, users[user]));
        }
        int[] keys = Names.canonical(callers.keys());
        for (int key = Labels.OTHER + 1; key < keys.length; key++) {
            addKey(totals, keys[key]);
        }
        addLimits(totals);
    }

    private static void addTenant(Totals.Builder totals, int tenant) {
        int tier = Tenant.STANDARD.tier().ordinal();
        for (int outcome = 0; outcome < CallerRecorder.OUTCOMES; outcome++) {
            totals.add(
                    Fact.TENANT_OPERATIONS,
                    new Row(0).at(TENANT, tenant).at(TIER, tier).at(OUTCOME, outcome));
        }
        for (int type = 0; type < LoopRecorder.TOKEN_TYPES; type++) {
            totals.add(
                    Fact.TENANT_TOKENS,
                    new Row(0)
                            .at(TENANT, tenant)
                            .at(TIER, tier)
                            .at(TOKEN_TYPE, type)
                            .at(THINKING_TYPE, type));
        }
        totals.add(Fact.TENANT_COST, new Row(0).at(TENANT, tenant).at(TIER, tier));
    }

    private void addUses(Totals.Builder totals, int tenant) {
        int[] providers = Names.canonical(identities.providers());
        int[] models = Names.canonical(identities.models());
        Set<KnownPair> pairs = new TreeSet<>(known.targets());
        // What is refused before there is a target.
        pairs.add(new KnownPair(Labels.UNKNOWN, Labels.UNKNOWN));
        for (KnownPair pair : pairs) {
            int provider = providers[pair.first()];
            int model = models[pair.second()];
            for (int cell = 0; cell < LoopRecorder.STREAMS * CallerRecorder.OUTCOMES; cell++) {
                totals.add(
                        Fact.USE_OPERATIONS,
                        use(tenant, provider, model)
                                .at(CALL, cell / CallerRecorder.OUTCOMES)
                                .at(OUTCOME, cell % CallerRecorder.OUTCOMES));
            }
            if (provider != Labels.UNKNOWN) {
                for (int type = 0; type < LoopRecorder.TOKEN_TYPES; type++) {
                    totals.add(Fact.USE_TOKENS, use(tenant, provider, model).at(TOKEN_TYPE, type));
                }
                totals.add(Fact.USE_COST, use(tenant, provider, model));
            }
        }
    }

    private static Row use(int tenant, int provider, int model) {
        return new Row(0).at(TENANT, tenant).at(PROVIDER, provider).at(MODEL, model);
    }

    private static void addKey(Totals.Builder totals, int key) {
        for (int use = 0; use <= Dimension.KEY_ATTEMPT; use++) {
            totals.add(Fact.KEY_USES, new Row(0).at(CLIENT_KEY, key).at(KEY_USE, use));
        }
        for (LimitKind kind : LimitKind.values()) {
            totals.add(Fact.KEY_LIMITS, limit(kind).at(CLIENT_KEY, key));
        }
    }

    private static void addLimits(Totals.Builder totals) {
        for (LimitKind kind : LimitKind.values()) {
            for (Scope scope : Scope.values()) {
                if (scope == Scope.USER || !ofUsersOnly(kind)) {
                    totals.add(Fact.LIMITS, limit(kind).at(SCOPE, scope.ordinal()));
                }
            }
            if (kind.counted() == Counted.MONEY && kind != LimitKind.CREDITS) {
                totals.add(Fact.BUDGETS_EXCEEDED, limit(kind));
            }
        }
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.isModel() || endpoint == Endpoint.PROXY) {
                totals.add(Fact.RATE_LIMITS, new Row(0).at(ROUTE, endpoint.ordinal()));
            }
        }
    }

    private static boolean ofUsersOnly(LimitKind kind) {
        return kind == LimitKind.CREDITS || kind == LimitKind.PLAN || kind == LimitKind.TRIAL;
    }

    private static Row limit(LimitKind kind) {
        return new Row(0).at(LIMIT, kind.ordinal()).at(LIMIT_TYPE, LimitTypes.of(kind));
    }
}
