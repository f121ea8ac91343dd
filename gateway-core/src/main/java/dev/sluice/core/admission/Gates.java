package dev.sluice.core.admission;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Subject.Source;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All limits at the moment. Thread-safe: what one subject's limits refuse is given back to the others at once. Reads no
 * clock.
 */
public final class Gates {

    private final Meters meters;
    private final @Nullable SharedGates shared;

    /** Limits that hold for this gateway alone. */
    public Gates(Meters meters) {
        this.meters = meters;
        this.shared = null;
    }

    /**
     * Limits that several gateways share.
     *
     * @param closed the kinds that nothing passes while the counters cannot be reached; of others each gateway then has
     *     its part
     */
    public Gates(Meters meters, SharedCounters counters, Predicate<LimitKind> closed, Ticker ticker) {
        this.meters = meters;
        this.shared = new SharedGates(counters, meters, closed, ticker);
    }

    /** How it was decided on what several gateways share; empty where limits hold for this one alone. */
    public Optional<SharedTally> tally() {
        return Optional.ofNullable(shared).map(SharedGates::tally);
    }

    /** Whether a request may go on: a permit, or which limit is in the way. */
    public sealed interface Entry {

        record Granted(Permit permit) implements Entry {}

        record Refused(Denied denied) implements Entry {}
    }

    /** Whether anything limits what an account may do, or pays for it: where nothing does no permit is needed. */
    public static boolean limit(Account who) {
        return holds(who, Gates::isLimit);
    }

    /** Whether anything limits the tokens or the money that an account may use. */
    public static boolean measure(Account who) {
        return holds(who, Limits::measure);
    }

    /** Whether something holds for any limits of an account's; for who pays or tries it always does. */
    private static boolean holds(Account who, Predicate<Limits> what) {
        User user = who.user();
        return what.test(who.key().limits())
                || what.test(who.tenant().limits())
                || who.role() != null && what.test(who.role().limits())
                || user != null && (user.prepaid() || who.trial() != null || what.test(user.limits()))
                || user != null && who.plan() != null && what.test(who.plan().limits());
    }

    private static boolean isLimit(Limits limits) {
        return !limits.most().isEmpty();
    }

    /** A permit of whom nothing limits, for a group whose limits may hold. */
    public Permit pass(long epochMillis) {
        return new Permit(List.of(), epochMillis, meters.given());
    }

    /**
     * The head is known: concurrency, burst and requests of key, user, tenant and role. Where limits are shared they
     * are counted here and decided on by {@link #share}, as those of {@link #reserve} are.
     */
    public Entry enter(Account who, long epochMillis) {
        List<Meter> entered = new ArrayList<>(5);
        for (Subject subject : Subjects.of(who)) {
            Meter meter = meters.of(subject, epochMillis);
            if (shared != null) {
                meter.count(epochMillis);
                entered.add(meter);
                continue;
            }
            Denied denied = meter.enter(epochMillis);
            if (denied != null) {
                entered.forEach(before -> before.undo(epochMillis, epochMillis));
                return new Entry.Refused(denied);
            }
            entered.add(meter);
        }
        return new Entry.Granted(new Permit(entered, epochMillis, meters.given()));
    }

    /**
     * The body is known: tokens, budgets, trial and credits. Refused or not, the permit is to be settled; refused, with
     * {@link Permit#withdraw}.
     */
    public @Nullable Denied reserve(Permit permit, Account who, Demand demand, long epochMillis) {
        Denied denied = pay(permit, who, demand, epochMillis);
        if (denied != null) {
            return denied;
        }
        if (shared != null) {
            permit.meters().forEach(meter -> meter.hold(demand, epochMillis));
            permit.hold(demand, epochMillis);
            return null;
        }
        List<Meter> holding = permit.meters();
        for (int i = 0; i < holding.size(); i++) {
            denied = holding.get(i).reserve(demand, permit, epochMillis);
            if (denied != null) {
                for (int before = 0; before < i; before++) {
                    holding.get(before).settle(demand, epochMillis, Spent.NOTHING, epochMillis);
                }
                permit.giveBack(demand);
                permit.slowNoMore();
                return denied;
            }
        }
        permit.hold(demand, epochMillis);
        return null;
    }

    /**
     * The answer goes on beyond what is reserved: more is, with all that holds for the permit, the group that is asked
     * among them; or it is said what is in the way, and nothing changes. Of what several gateways share only this one's
     * own count is looked at.
     */
    public @Nullable Denied extend(Permit permit, Account who, Demand more, long epochMillis) {
        if (shared != null) {
            return extendShadow(permit, more, epochMillis);
        }
        if (!permit.payMore(who.trial(), more)) {
            return unpaid(permit, who);
        }
        List<Meter> holding = permit.metersAndGroup();
        for (int i = 0; i < holding.size(); i++) {
            Denied denied = holding.get(i).extend(more, epochMillis);
            if (denied != null) {
                for (int before = 0; before < i; before++) {
                    holding.get(before).settle(more, epochMillis, Spent.NOTHING, epochMillis);
                }
                permit.payLess(more);
                return denied;
            }
        }
        permit.extend(more, epochMillis);
        return null;
    }

    /** Others decide on all limits but those of the group, of which this gateway has its part. */
    private static @Nullable Denied extendShadow(Permit permit, Demand more, long epochMillis) {
        Meter group = permit.group();
        Denied denied = group == null ? null : group.extend(more, epochMillis);
        if (denied == null) {
            permit.payMoreAnyway(more);
            permit.meters().forEach(meter -> meter.hold(more, epochMillis));
            permit.extend(more, epochMillis);
        }
        return denied;
    }

    /**
     * What {@link #extend} reserved is given back, for others have no room for it; once for each, and where the permit
     * is settled nothing changes.
     */
    public void retract(Permit permit, Demand more, long epochMillis) {
        permit.retract(more, epochMillis);
    }

    private Denied unpaid(Permit permit, Account who) {
        Trial trial = who.trial();
        if (permit.onTrial() && trial != null) {
            return new Denied(Scope.USER, LimitKind.TRIAL, trial.requests(), 0);
        }
        User user = who.user();
        return new Denied(Scope.USER, LimitKind.CREDITS, user == null ? 0 : meters.balance(user.id()), 0);
    }

    /**
     * Asks for what several gateways share: called once, after {@link #reserve} has let the request pass. Whatever
     * comes of it, the permit is to be settled or withdrawn, and may be before the answer comes: what is granted then
     * is given back.
     *
     * @param id of the exchange in the ledger, where what it used takes the place of what was claimed
     * @return null: it may go on, and there is nothing to wait for; else it completes within some 50 ms, never
     *     exceptionally, on any thread
     */
    public @Nullable CompletionStage<Shared> share(
            Permit permit, Account who, Demand demand, ExchangeId id, long epochMillis) {
        return shared == null ? null : shared.share(new SharedGates.Ask(permit, who, demand, id, epochMillis));
    }

    /**
     * Asks for more of what several gateways share, for an answer that goes on beyond what was reserved; otherwise as
     * {@link #share}.
     */
    public @Nullable CompletionStage<Shared> shareMore(
            Permit permit, Account who, Demand more, ExchangeId id, long epochMillis) {
        return shared == null ? null : shared.extend(new SharedGates.Ask(permit, who, more, id, epochMillis));
    }

    /** A settled exchange never comes to the ledger: what it holds is given back. */
    public void forget(ExchangeId id) {
        if (shared != null) {
            shared.forget(id);
        }
    }

    /** Whether an exchange has ended and holds something until it is in the ledger. */
    public boolean isDue(ExchangeId id) {
        return shared != null && shared.counters().holds().isDue(id);
    }

    /**
     * The group that will be asked is known: its limits of all kinds, for the request as it was reserved. Those of a
     * group that was asked before hold no more. Of several gateways each has an even part of them.
     */
    public @Nullable Denied join(Permit permit, String group, Limits limits, long epochMillis) {
        Limits part = shared == null ? limits : limits.partOf(shared.counters().gateways());
        Meter meter = meters.of(new Subject(Scope.GROUP, group, Source.OWN, part), epochMillis);
        Denied denied = meter.enter(epochMillis);
        if (denied != null) {
            return denied;
        }
        denied = meter.reserve(permit.reserved(), permit, epochMillis);
        if (denied != null) {
            meter.undo(epochMillis, epochMillis);
            return denied;
        }
        permit.join(meter, epochMillis);
        return null;
    }

    /** A group will be asked that nothing limits. */
    public void leave(Permit permit, long epochMillis) {
        permit.leaveGroup(epochMillis);
    }

    /** An exchange goes into the ledger. */
    public void settled(dev.sluice.core.ledger.Entry entry) {
        meters.settled(entry);
    }

    /** What is left of a trial. */
    public TrialRoom room(Trial trial) {
        return meters.trial(trial.user()).room(trial);
    }

    /** A user's credits in pico-dollars, without what is reserved at the moment. */
    public long balance(String user) {
        return meters.balance(user);
    }

    /** A trial pays before credits do. */
    private @Nullable Denied pay(Permit permit, Account who, Demand demand, long now) {
        User user = who.user();
        if (user == null) {
            return null;
        }
        Trial trial = who.trial();
        if (trial != null && trial.holds(now)) {
            TrialMeter used = meters.trial(user.id());
            if (shared != null) {
                used.hold(demand);
            } else if (!used.reserve(trial, demand)) {
                return new Denied(Scope.USER, LimitKind.TRIAL, trial.requests(), 0);
            }
            permit.tries(used);
            return null;
        }
        if (!user.prepaid()) {
            return null;
        }
        Wallet wallet = meters.wallet(user.id());
        if (shared != null) {
            wallet.hold(demand.picoDollars());
        } else if (!wallet.reserve(demand.picoDollars())) {
            return new Denied(Scope.USER, LimitKind.CREDITS, wallet.balance(), 0);
        }
        permit.paidFrom(wallet);
        return null;
    }
}
