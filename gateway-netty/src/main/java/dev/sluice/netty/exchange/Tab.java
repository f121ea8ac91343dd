package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Trial;
import dev.sluice.core.admission.Demand;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Permit;
import dev.sluice.core.admission.Shared;
import dev.sluice.core.admission.Spent;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Sums;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Target;
import dev.sluice.core.store.StoreSettings.WhenUnwritable;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange is allowed and charged: the permit that it goes on with, and what all its attempts used. It is
 * written down before anything goes to a provider, and closed exactly once, when everything that was used is known;
 * where nothing was sent to a provider it counts for nothing. Lives on the exchange's event loop.
 */
final class Tab {

    /** Tokens of output that are worth asking for. */
    static final long LEAST_STEP = 256;

    private final Account who;
    private final Request request;
    private final Accounting accounting;
    private final LoopBook book;
    private final LoopListener listener;
    private final TabEntries entries;
    private @Nullable Permit permit;
    private @Nullable Denied denied;
    private @Nullable Denied endedBy;
    private @Nullable Trial overTrial;
    private @Nullable Target asked;
    private final GroupUse groups = new GroupUse();
    private Usage used = Usage.NONE;
    private long picoDollars;
    private boolean open;

    /** Whether it was written down that it begins, or should have been. */
    private boolean noted;

    private boolean closed;
    private int expected;
    private @Nullable String cachedFrom;
    private @Nullable ExchangeRecord record;
    private long observedAt;

    Tab(Account who, Request request, ExchangeLoop shared) {
        this.who = who;
        this.request = request;
        this.accounting = shared.accounting();
        this.book = shared.book();
        this.listener = shared.loop().listener();
        this.entries = new TabEntries(who, request);
    }

    /** The head is known: why the request may not go on; null where it may. */
    @Nullable
    Failure enter() {
        long now = request.arrival().epochMillis();
        overTrial = Trials.over(who, now, accounting.gates());
        if (overTrial != null) {
            return Denials.trialExpired();
        }
        if (!Gates.limit(who)) {
            return null;
        }
        Gates.Entry entry = accounting.gates().enter(who, now);
        if (entry instanceof Gates.Entry.Refused refused) {
            return refuse(refused.denied());
        }
        permit = ((Gates.Entry.Granted) entry).permit();
        return null;
    }

    /** The body is known, and where the request may go: why it may not, though it could be sent there. */
    @Nullable
    Failure reserve(Plan plan) {
        if (!request.snapshot().limitsGroups() && (permit == null || !Gates.measure(who))) {
            return null;
        }
        long now = System.currentTimeMillis();
        Permit holding = permit == null ? accounting.gates().pass(now) : permit;
        permit = holding;
        Demand demand = Demands.of(request, plan, accounting.lengths());
        Denied found = accounting.gates().reserve(holding, who, demand, now);
        return found == null ? null : refuse(found);
    }

    /** Asks what other gateways leave of what was reserved; null: there is nothing to wait for. */
    @Nullable
    CompletionStage<Shared> share() {
        Permit holding = permit;
        return holding == null
                ? null
                : accounting.gates().share(holding, who, holding.reserved(), entries.id(), System.currentTimeMillis());
    }

    /** What they leave: why the request may not go on; null where it may. */
    @Nullable
    Failure shared(Shared answer) {
        if (closed) {
            return null;
        }
        if (answer instanceof Shared.Refused refused) {
            return refuse(refused.denied());
        }
        if (answer instanceof Shared.Unavailable) {
            return Denials.unshared();
        }
        passed();
        return null;
    }

    /** A cache answers, with what a provider said once. */
    void answeredBy(String provider) {
        cachedFrom = provider;
    }

    /** It may go on: tells of budgets that are used up all the same. */
    void passed() {
        if (permit != null) {
            for (LimitKind each : permit.exceeded(System.currentTimeMillis())) {
                listener.overBudget(each, who);
            }
        }
    }

    /** A target is about to be asked: why it may not be; null where it may. */
    @Nullable
    Failure ask(Target target) {
        Failure full = join(target);
        if (full == null && !open) {
            noted = permit != null || !who.isPlain();
            // Of whom nothing is limited or paid only the end is written, and nothing is in its way.
            open = !noted
                    || book.reserved(entries.bound(target, reserved()))
                    || request.snapshot().store().whenUnwritable() == WhenUnwritable.PASS;
            observedAt = System.nanoTime();
        }
        denied = full == null ? null : denied;
        return full != null || open ? full : Denials.unwritable();
    }

    private @Nullable Failure join(Target target) {
        Target before = asked;
        asked = target;
        Permit holding = permit;
        if (holding == null
                || before != null
                        && before.provider().name().equals(target.provider().name())) {
            return null;
        }
        Limits limits = target.provider().rules().limits();
        long now = System.currentTimeMillis();
        if (limits.most().isEmpty()) {
            accounting.gates().leave(holding, now);
            return null;
        }
        Denied full = accounting.gates().join(holding, target.provider().name(), limits, now);
        if (full != null) {
            asked = before;
        }
        return full == null ? null : refuse(full);
    }

    /** Something of the request goes to a target now: from here on it counts, whatever comes of it. */
    static void sent(@Nullable Tab tab, Target to) {
        if (tab != null) {
            tab.groups.sent(to);
            if (tab.permit != null) {
                tab.permit.asked();
            }
        }
    }

    /** A stream has been read again: now and then it is written down what is known of it. */
    static void progressed(@Nullable Tab tab, UpstreamCall call, long nowNanos) {
        if (tab != null && tab.noted && nowNanos - tab.observedAt >= tab.accounting.observeNanos()) {
            tab.observedAt = nowNanos;
            tab.observe(call);
        }
    }

    /** What an answer that is under way has used so far: as reported, or by the bytes of what was seen of it. */
    Usage soFar(UpstreamCall call) {
        Usage known = call.usage();
        return known.but()
                .input(known.input() == Usage.UNREPORTED ? reserved().inputTokens() : known.input())
                .output(OutputSoFar.of(request, call, known))
                .origin(Usage.Origin.ESTIMATED)
                .build();
    }

    /** What the output that is reserved was used for so far: this answer's, and all of attempts in vain. */
    long output(UpstreamCall call) {
        return OutputSoFar.of(request, call, call.usage()) + Sums.tokens(used);
    }

    /** Whether more is to be reserved while an answer goes on, as nobody has said how long it may be. */
    boolean mayGrow(UpstreamCall call) {
        return permit != null
                && request.wanted().maxTokens() < 0
                && Estimates.generates(request.endpoint())
                && (Gates.measure(who)
                        || call.made().target().provider().rules().limits().measure());
    }

    /** Tokens of output that are reserved at a time while an answer goes on. */
    long step() {
        return Math.max(LEAST_STEP, Demands.output(request, accounting.lengths()));
    }

    /** What so much more output of an answer that goes on comes to. */
    Demand more(UpstreamCall call, long outputTokens) {
        return Demands.more(request, call.made().target(), reserved(), outputTokens);
    }

    /** Reserves more for an answer that goes on; what is in the way, else null. */
    @Nullable
    Denied extend(Demand more) {
        Permit holding = Objects.requireNonNull(permit, "nothing is reserved");
        return accounting.gates().extend(holding, who, more, System.currentTimeMillis());
    }

    /** Asks what other gateways leave of what was reserved for it; null: there is nothing to wait for. */
    @Nullable
    CompletionStage<Shared> shareMore(Demand more) {
        Permit holding = Objects.requireNonNull(permit, "nothing is reserved");
        return accounting.gates().shareMore(holding, who, more, entries.id(), System.currentTimeMillis());
    }

    /** What was reserved for it is given back: others have no room for it. */
    void retract(Demand more) {
        if (permit != null) {
            accounting.gates().retract(permit, more, System.currentTimeMillis());
        }
    }

    /** An answer was ended because no more could be reserved for it. */
    void truncated(Denied why) {
        endedBy = why;
        listener.limited(why.scope(), why.kind(), who);
    }

    /** Which limit ended the answer; null: none. */
    @Nullable
    LimitKind endedBy() {
        return endedBy == null ? null : endedBy.kind();
    }

    private void observe(UpstreamCall call) {
        Target target = call.made().target();
        Usage soFar = soFar(call);
        Cost cost = Pricing.cost(request, target, soFar);
        book.observed(entries.of(
                        target,
                        used.plus(soFar),
                        new Cost(picoDollars + cost.picoDollars(), cost.basis(), cost.version()),
                        funds())
                .with(groups.without(target)));
    }

    /** What an attempt used whose answer no client gets will be told later. */
    void expect() {
        expected++;
    }

    /** What an attempt used whose answer no client gets, and was waited for. */
    void expected(Target at, Usage wasted, Cost cost) {
        expected--;
        wasted(at, wasted, cost);
        closeWhenKnown();
    }

    /** What an attempt used whose answer no client gets. */
    void wasted(Target at, Usage wasted, Cost cost) {
        used = used.plus(wasted);
        picoDollars += cost.picoDollars();
        groups.used(at, wasted, cost);
    }

    /** What a cache had has come to its end, with a status. */
    void replayed(int status) {
        if (!closed) {
            closed = true;
            unsent(status, System.currentTimeMillis());
        }
    }

    /** The exchange is over, and its record tells what its last attempt used. */
    void close(ExchangeRecord last) {
        record = last;
        closeWhenKnown();
    }

    private void closeWhenKnown() {
        ExchangeRecord last = record;
        if (last == null || closed || expected > 0) {
            return;
        }
        closed = true;
        long now = System.currentTimeMillis();
        Target target = groups.last();
        if (target == null) {
            unsent(last.result().status(), now);
            return;
        }
        wasted(target, last.usage(), last.cost());
        Funds from = funds();
        if (permit != null) {
            permit.settle(new Spent(Sums.tokens(used), picoDollars), groups.all(), now);
        }
        if (from != null) {
            listener.charged(who, from, Sums.tokens(used), picoDollars);
        }
        if (last.result().success() && endedBy == null && last.usage().output() >= 0) {
            accounting
                    .lengths()
                    .ended(
                            Objects.requireNonNullElse(request.model(), ""),
                            last.usage().output());
        }
        Entry entry = entries.end(target, last, used, picoDollars, from).with(groups.without(target));
        accounting.gates().settled(entry);
        book.settled(entry);
    }

    /** Nothing was sent to any provider: what a cache answered counts as a request all the same, and costs nothing. */
    private void unsent(int status, long now) {
        String from = cachedFrom;
        if (from == null) {
            withdraw(now);
            return;
        }
        if (permit != null) {
            permit.settle(Spent.NOTHING, now);
        }
        Entry entry = entries.cached(from, status, now);
        accounting.gates().settled(entry);
        book.settled(entry);
    }

    private void withdraw(long now) {
        if (permit != null) {
            permit.withdraw(now);
        }
        Target wanted = asked;
        if (noted && wanted != null) {
            book.withdrawn(entries.bound(wanted, Demand.NONE));
        }
    }

    /** Header lines about limits, in the words of a protocol; each with its CR LF. Empty: none. */
    String lines() {
        return permit == null && denied == null && who.trial() == null
                ? ""
                : LimitLines.of(new LimitLines.Told(who, permit, denied, overTrial), request, accounting.gates());
    }

    private Failure refuse(Denied why) {
        denied = why;
        listener.limited(why.scope(), why.kind(), who);
        return Denials.failure(why);
    }

    /** What it may use at the most. */
    Demand reserved() {
        return permit == null ? Demand.NONE : permit.reserved();
    }

    /** What it is taken from; null where nobody pays. */
    @Nullable
    Funds funds() {
        if (permit == null || !permit.prepaid() && !permit.onTrial()) {
            return null;
        }
        return permit.prepaid() ? Funds.CREDITS : Funds.TRIAL;
    }
}
