package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.admission.Demand;
import dev.sluice.core.admission.ExchangeId;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of one exchange, from its begin to its end: the same id, whoever it is. Immutable. */
final class TabEntries {

    private static final int HEX = 16;

    private final Account who;
    private final Request request;
    private final long idHigh;
    private final long idLow;

    TabEntries(Account who, Request request) {
        this.who = who;
        this.request = request;
        String id = request.exchangeId();
        this.idHigh = Long.parseUnsignedLong(id, 0, HEX, HEX);
        this.idLow = Long.parseUnsignedLong(id, HEX, 2 * HEX, HEX);
    }

    /** The gateway's own id of the exchange. */
    ExchangeId id() {
        return new ExchangeId(idHigh, idLow);
    }

    /** What it may use at the most. */
    Entry bound(Target target, Demand most) {
        return entry(
                target.provider().name(),
                0,
                Usage.tokens(most.inputTokens(), most.outputTokens()),
                new Cost(most.picoDollars(), Cost.Basis.NONE, ""),
                null);
    }

    /** What it has used so far. */
    Entry of(Target target, Usage used, Cost cost, @Nullable Funds from) {
        return entry(target.provider().name(), 0, used, cost, from);
    }

    /** What it used, with all its attempts. */
    Entry end(Target target, ExchangeRecord last, Usage used, long picoDollars, @Nullable Funds from) {
        Cost cost = new Cost(picoDollars, last.cost().basis(), last.cost().version());
        return entry(target.provider().name(), last.result().status(), used, cost, from);
    }

    /** What a cache answered, with what a provider said once. */
    Entry cached(String provider, ExchangeRecord last) {
        return entry(provider, last.result().status(), Usage.NONE, Cost.NONE, null);
    }

    private Entry entry(String provider, int status, Usage used, Cost cost, @Nullable Funds from) {
        String model = request.model();
        return new Entry(
                idHigh,
                idLow,
                System.currentTimeMillis(),
                who.tenant().id(),
                who.user() == null ? null : who.user().id(),
                who.key().id(),
                who.role() == null ? null : who.role().id(),
                model == null ? "" : model,
                provider,
                status,
                used,
                used.isEstimated(),
                cost.picoDollars(),
                cost.version(),
                from == Funds.CREDITS,
                from == Funds.TRIAL,
                List.of());
    }
}
