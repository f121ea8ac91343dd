package dev.sluice.core.admission;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Subject.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All limits at the moment. Thread-safe: what one subject's limits refuse is given back to the others at once. Reads no
 * clock.
 */
public final class Gates {

    private final Meters meters;

    public Gates(Meters meters) {
        this.meters = meters;
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

    /** The head is known: concurrency, burst and requests of key, user, tenant and role. */
    public Entry enter(Account who, long epochMillis) {
        List<Meter> entered = new ArrayList<>(5);
        for (Subject subject : subjects(who)) {
            Meter meter = meters.of(subject, epochMillis);
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
     * The group that will be asked is known: its limits of all kinds, for the request as it was reserved. Those of a
     * group that was asked before hold no more.
     */
    public @Nullable Denied join(Permit permit, String group, Limits limits, long epochMillis) {
        Meter meter = meters.of(new Subject(Scope.GROUP, group, Source.OWN, limits), epochMillis);
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

    /** Whose limits hold for an account, in the order in which they are looked at: the narrowest first. */
    private static List<Subject> subjects(Account who) {
        List<Subject> subjects = new ArrayList<>(5);
        add(
                subjects,
                new Subject(Scope.KEY, who.key().id(), Source.OWN, who.key().limits()));
        User user = who.user();
        if (user != null) {
            add(subjects, new Subject(Scope.USER, user.id(), Source.OWN, user.limits()));
            if (who.plan() != null) {
                add(
                        subjects,
                        new Subject(
                                Scope.USER, user.id(), Source.PLAN, who.plan().limits()));
            }
        }
        if (who.role() != null) {
            add(
                    subjects,
                    new Subject(
                            Scope.ROLE, who.role().id(), Source.OWN, who.role().limits()));
        }
        add(
                subjects,
                new Subject(
                        Scope.TENANT,
                        who.tenant().id(),
                        Source.OWN,
                        who.tenant().limits()));
        return subjects;
    }

    private static void add(List<Subject> subjects, Subject subject) {
        if (isLimit(subject.limits())) {
            subjects.add(subject);
        }
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
            if (!used.reserve(trial, demand)) {
                return new Denied(Scope.USER, LimitKind.TRIAL, trial.requests(), 0);
            }
            permit.tries(used);
            return null;
        }
        if (!user.prepaid()) {
            return null;
        }
        Wallet wallet = meters.wallet(user.id());
        if (!wallet.reserve(demand.picoDollars())) {
            return new Denied(Scope.USER, LimitKind.CREDITS, wallet.balance(), 0);
        }
        permit.paidFrom(wallet);
        return null;
    }
}
