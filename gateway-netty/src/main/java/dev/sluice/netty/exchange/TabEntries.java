package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.admission.Demand;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of one exchange, from its begin to its end: the same id, whoever it is. Immutable. */
final class TabEntries {

    private final Account who;
    private final Request request;

    TabEntries(Account who, Request request) {
        this.who = who;
        this.request = request;
    }

    /** The gateway's own id of the exchange. */
    ExchangeId id() {
        return request.arrival().own();
    }

    /** What it may use at the most. */
    Entry bound(Target target, Demand most) {
        return entry(
                Answered.not(target),
                Usage.tokens(most.inputTokens(), most.outputTokens()),
                new Cost(most.picoDollars(), Cost.Basis.NONE, ""),
                null);
    }

    /** What it has used so far. */
    Entry of(Target target, Usage used, Cost cost, @Nullable Funds from) {
        return entry(Answered.not(target), used, cost, from);
    }

    /** What it used, with all its attempts. */
    Entry end(Target target, ExchangeRecord last, Usage used, long picoDollars, @Nullable Funds from) {
        Cost cost = new Cost(picoDollars, last.cost().basis(), last.cost().version());
        Answered answered = new Answered(target.provider().name(), last.result().status(), System.currentTimeMillis());
        return entry(answered, used, cost, from);
    }

    /** What a cache answered, with what a provider said once. */
    Entry cached(String provider, int status, long epochMillis) {
        return entry(new Answered(provider, status, epochMillis), Usage.NONE, Cost.NONE, null);
    }

    /** Who answered, how, and when; nothing yet: status 0. */
    private record Answered(String provider, int status, long epochMillis) {

        static Answered not(Target target) {
            return new Answered(target.provider().name(), 0, System.currentTimeMillis());
        }
    }

    private Entry entry(Answered answered, Usage used, Cost cost, @Nullable Funds from) {
        String model = request.model();
        ExchangeId id = request.arrival().own();
        return new Entry(
                id.high(),
                id.low(),
                answered.epochMillis(),
                who.tenant().id(),
                who.user() == null ? null : who.user().id(),
                who.key().id(),
                who.role() == null ? null : who.role().id(),
                model == null ? "" : model,
                answered.provider(),
                answered.status(),
                used,
                used.isEstimated(),
                cost.picoDollars(),
                cost.version(),
                from == Funds.CREDITS,
                from == Funds.TRIAL,
                List.of());
    }
}
