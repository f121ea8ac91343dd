package dev.sluice.metrics.instrument;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.Callers;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens on one event loop by who asks: its tenant, user and key. Part of that loop's
 * {@link LoopRecorder}, and under the same rules.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class CallerRecorder {

    static final int TIERS = Tier.values().length;
    static final int OUTCOMES = 2;
    static final int CALLS = 4;

    /** Cells of a tenant: outcomes, then tokens by type, then pico-dollars. */
    static final int TENANT_TOKENS = OUTCOMES;

    static final int TENANT_COST = TENANT_TOKENS + LoopRecorder.TOKEN_TYPES;

    /** Cells of a tenant's use of a model: calls by outcome, then tokens by type, then pico-dollars. */
    static final int USE_TOKENS = CALLS * OUTCOMES;

    static final int USE_COST = USE_TOKENS + LoopRecorder.TOKEN_TYPES;

    /** Of each of the funds, tokens and pico-dollars. */
    static final int CHARGES = Funds.values().length * 2;

    final Tally tenants = new Tally(TENANT_COST + 1);
    final Tally uses = new Tally(USE_COST + 1);
    final Tally credits = new Tally(1);
    final Tally charges = new Tally(CHARGES);
    final Tally keyUses = new Tally(OUTCOMES);
    final Tally keyLimits = new Tally(LimitKind.values().length);
    final Tally limits = new Tally(LimitKind.values().length);
    final Tally budgets = new Tally(LimitKind.values().length);
    final Tally rateLimits = new Tally(1);

    private final long[] lastSeen;
    private final Callers callers;
    private final LabelSets tenantSets;
    private final LabelSets userSets;

    CallerRecorder(Callers callers, SharedCounts shared) {
        this.callers = callers;
        this.lastSeen = new long[callers.tenants().bound()];
        this.tenantSets = shared.tenantSets();
        this.userSets = shared.userSets();
    }

    /** A request is over, whatever it was for. */
    void requestEnded(ExchangeRecord exchange, Endpoint route) {
        Code failure = exchange.result().failure();
        if (failure == Code.RATE_LIMIT_EXCEEDED || failure == Code.INSUFFICIENT_QUOTA) {
            rateLimits.add(route.ordinal(), 0);
        }
        Account who = exchange.request().account();
        if (who != null) {
            keyUses.add(key(who), exchange.result().success() ? 0 : 1);
        }
    }

    /** A request to a model endpoint is over. */
    void operationEnded(ExchangeRecord exchange, int operation) {
        Account who = exchange.request().account();
        Tenant tenant = who == null ? null : who.tenant();
        int number = tenant == null ? Labels.UNKNOWN : callers.tenants().number(tenant.id());
        int outcome = exchange.result().success() ? 0 : 1;
        int call = Operation.call(operation, exchange.request().stream() ? 1 : 0);
        ExchangeRecord.Route route = exchange.route();
        int set = tenantSets.number(number, route.provider(), route.model());
        uses.add(set, call * OUTCOMES + outcome);
        used(uses, set, USE_TOKENS, exchange.usage());
        uses.add(set, USE_COST, exchange.cost().picoDollars());
        if (tenant != null) {
            Cells.set(lastSeen, number, exchange.timing().startedEpochMillis());
            int major = number * TIERS + tenant.tier().ordinal();
            tenants.add(major, outcome);
            used(tenants, major, TENANT_TOKENS, exchange.usage());
            tenants.add(major, TENANT_COST, exchange.cost().picoDollars());
        }
        if (who != null && paysInCredits(who, exchange.timing().startedEpochMillis())) {
            paid(who, route, exchange.cost().picoDollars());
        }
    }

    /** What nobody got is nobody's, but used and paid for all the same. */
    void wasted(int provider, int model, Usage usage, Cost cost) {
        int set = tenantSets.number(Labels.UNKNOWN, provider, model);
        used(uses, set, USE_TOKENS, usage);
        uses.add(set, USE_COST, cost.picoDollars());
    }

    private void paid(Account who, ExchangeRecord.Route route, long picoDollars) {
        if (picoDollars > 0) {
            credits.add(userSets.number(user(who), route.provider(), route.model()), 0, picoDollars);
        }
    }

    /** A trial pays before credits do. */
    private static boolean paysInCredits(Account who, long epochMillis) {
        User user = who.user();
        Trial trial = who.trial();
        return user != null && user.prepaid() && (trial == null || !trial.holds(epochMillis));
    }

    /** The order is that of {@link Dimension#TOKEN_TYPE}. */
    private static void used(Tally to, int major, int first, Usage usage) {
        used(to, major, first, usage.input());
        used(to, major, first + 1, usage.output());
        used(to, major, first + 2, usage.reasoning());
        used(to, major, first + 3, usage.cachedInput());
        used(to, major, first + 4, usage.cacheWrite());
    }

    private static void used(Tally to, int major, int minor, long count) {
        if (count > 0) {
            to.add(major, minor, count);
        }
    }

    void limited(Scope scope, LimitKind kind, Account who) {
        limits.add(scope.ordinal(), kind.ordinal());
        keyLimits.add(key(who), kind.ordinal());
    }

    void overBudget(LimitKind kind) {
        budgets.add(0, kind.ordinal());
    }

    void charged(Account who, Funds from, long tokens, long picoDollars) {
        int user = user(who);
        charges.add(user, from.ordinal() * 2, Math.max(0, tokens));
        charges.add(user, from.ordinal() * 2 + 1, Math.max(0, picoDollars));
    }

    /** When a tenant's newest request began, from any thread; 0 where there was none. */
    long lastSeen(int tenant) {
        return Cells.get(lastSeen, tenant);
    }

    private int user(Account who) {
        @Nullable User user = who.user();
        return user == null ? Labels.UNKNOWN : callers.users().number(user.id());
    }

    private int key(Account who) {
        return callers.keys().number(who.key().id());
    }
}
