package dev.sluice.core.admission;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Claim.Kind;
import dev.sluice.core.admission.SharedTally.Decider;
import dev.sluice.core.admission.SharedTally.Outcome;
import dev.sluice.core.admission.Subject.Source;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Limits that several gateways share. Spends leases, and asks the counters about those subjects of an exchange that
 * have none; and where these cannot be reached decides kind by kind: open, by what this gateway has counted itself,
 * against its part of the limit; closed, by what is left of leases. Thread-safe.
 */
final class SharedGates {

    private static final CompletionStage<Shared> UNAVAILABLE =
            CompletableFuture.completedStage(new Shared.Unavailable());

    private final SharedCounters counters;
    private final Meters meters;
    private final Predicate<LimitKind> closed;
    private final Ticker ticker;
    private final SharedTally tally = new SharedTally();
    private final Leases leases;

    /** @param closed the kinds of limits that nothing passes without the counters */
    SharedGates(SharedCounters counters, Meters meters, Predicate<LimitKind> closed, Ticker ticker) {
        this.counters = counters;
        this.meters = meters;
        this.closed = closed;
        this.ticker = ticker;
        this.leases = new Leases(counters, ticker);
    }

    /** An exchange that asks to be let in. */
    record Ask(Permit permit, Account who, Demand demand, ExchangeId id, long epochMillis) {}

    /** An exchange, whoever limits it or pays for it, and their leases in the same order. */
    private record Asking(Ask ask, List<Subject> subjects, List<Stock> stocks, Claimed claimed) {}

    SharedCounters counters() {
        return counters;
    }

    SharedTally tally() {
        return tally;
    }

    /** What was let in under an id never comes to the books: what it holds is given back. */
    void forget(ExchangeId id) {
        counters.holds().remove(id).forEach(counters::giveBack);
    }

    /** Null: it may go on, nothing is waited for. */
    @Nullable
    CompletionStage<Shared> share(Ask ask) {
        List<Subject> subjects = subjects(ask);
        if (subjects.isEmpty()) {
            return null;
        }
        long now = ticker.nanoTime();
        List<Stock> stocks = new ArrayList<>(subjects.size());
        List<Stock> limiting = new ArrayList<>(subjects.size());
        for (Subject subject : subjects) {
            Stock stock = leases.of(subject.identity(), now);
            stock.comes(now);
            stocks.add(stock);
            if (isLimited(subject)) {
                limiting.add(stock);
            }
        }
        Asking asking = new Asking(ask, subjects, stocks, new Claimed(counters, ask.id(), limiting, ticker));
        ask.permit().claims(asking.claimed());
        List<Hold.@Nullable Part> taken = Leases.take(stocks, ask.demand(), now);
        List<Hold.Part> all = Leases.all(taken);
        if (all != null) {
            spend(asking, all);
            topUp(asking, now);
            return null;
        }
        if (counters.reachable()) {
            return ask(asking, taken, now);
        }
        leases.putBack(stocks, taken, ask.demand());
        return decide(asking);
    }

    private void spend(Asking asking, List<Hold.Part> parts) {
        asking.claimed().hold(Hold.of(asking.ask().demand(), parts));
        tally.decided(Decider.LEASE, Outcome.GRANTED);
    }

    /** As {@link #share}, for an exchange that goes on beyond what it has claimed; null: no limit is shared. */
    @Nullable
    CompletionStage<Shared> extend(Ask ask) {
        List<Subject> subjects = subjects(ask);
        if (subjects.isEmpty()) {
            return null;
        }
        Claimed claimed = ask.permit().claimed();
        Asking asking = new Asking(
                ask,
                subjects,
                List.of(),
                claimed == null ? new Claimed(counters, ask.id(), List.of(), ticker) : claimed);
        if (claimed == null) {
            ask.permit().claims(asking.claimed());
        }
        if (!counters.reachable()) {
            return unshared(asking);
        }
        List<Claim.Share> shares = new ArrayList<>(subjects.size());
        for (Subject subject : subjects) {
            shares.add(new Claim.Share(subject, trial(subject, ask), 0));
        }
        Claim claim = new Claim(Kind.EXTEND, ask.demand().tokens(), ask.demand().picoDollars(), shares);
        return counters.claim(claim)
                .handle((ruling, failure) -> {
                    tally.claimed(claim, ruling);
                    return ruling == null ? null : extended(asking, claim, ruling);
                })
                .thenCompose(shared -> shared == null ? unshared(asking) : CompletableFuture.completedStage(shared));
    }

    /** Whether one that goes on may do so without being asked about. */
    private CompletionStage<Shared> unshared(Asking asking) {
        return asking.subjects().stream().anyMatch(this::isClosed)
                ? UNAVAILABLE
                : CompletableFuture.completedStage(new Shared.Granted());
    }

    private static @Nullable Trial trial(Subject subject, Ask ask) {
        return subject.source() == Source.TRIAL ? ask.who().trial() : null;
    }

    private static boolean isLimited(Subject subject) {
        return subject.source() == Source.OWN || subject.source() == Source.PLAN;
    }

    /** Who limits it, and who pays for it or tries. */
    private static List<Subject> subjects(Ask ask) {
        List<Subject> subjects = Subjects.of(ask.who());
        User user = ask.who().user();
        if (user != null && ask.permit().onTrial()) {
            subjects.add(new Subject(Scope.USER, user.id(), Source.TRIAL, Limits.NONE));
        } else if (user != null && ask.permit().prepaid()) {
            subjects.add(new Subject(Scope.USER, user.id(), Source.CREDITS, Limits.NONE));
        }
        return subjects;
    }

    /** @param taken what leases have of it already, by subject: the counters are asked about the others */
    private CompletionStage<Shared> ask(Asking asking, List<Hold.@Nullable Part> taken, long sent) {
        Claim claim = claim(
                asking,
                Kind.ENTER,
                which -> taken.get(which) == null,
                (stock, limits) -> stock.wanted(limits, asking.ask().demand(), sent));
        return counters.claim(claim)
                .handle((ruling, failure) -> {
                    answered(asking, claim, ruling, sent);
                    if (ruling != null && ruling.denied() == null) {
                        tally.decided(Decider.STORE, Outcome.GRANTED);
                        return entered(asking, claim, ruling, taken);
                    }
                    leases.putBack(asking.stocks(), taken, asking.ask().demand());
                    return ruling == null || ruling.denied() == null ? null : refused(asking, ruling.denied());
                })
                .thenCompose(shared -> shared == null ? decide(asking) : CompletableFuture.completedStage(shared));
    }

    /** What was taken along for others meanwhile lets it in all the same. */
    private Shared refused(Asking asking, Denied denied) {
        Demand demand = asking.ask().demand();
        List<Hold.Part> parts = leases.takeAll(asking.stocks(), demand, ticker.nanoTime());
        if (parts != null) {
            spend(asking, parts);
            return new Shared.Granted();
        }
        leases.surrender(asking.stocks(), demand);
        tally.decided(Decider.STORE, Outcome.REFUSED);
        asking.claimed().refuse();
        return new Shared.Refused(denied);
    }

    /** How much more a subject's lease wants. */
    @FunctionalInterface
    private interface Wanted {
        int of(Stock stock, Limits limits);
    }

    /** @param which subjects it is about, by their index */
    private static Claim claim(Asking asking, Kind kind, IntPredicate which, Wanted wanted) {
        Ask ask = asking.ask();
        List<Claim.Share> shares = new ArrayList<>(asking.subjects().size());
        for (int i = 0; i < asking.subjects().size(); i++) {
            Subject subject = asking.subjects().get(i);
            int more = which.test(i) ? wanted.of(asking.stocks().get(i), subject.limits()) : 0;
            if (kind == Kind.ENTER ? which.test(i) : more > 0) {
                shares.add(new Claim.Share(subject, trial(subject, ask), more));
            }
        }
        return new Claim(kind, ask.demand().tokens(), ask.demand().picoDollars(), shares);
    }

    private static Shared entered(Asking asking, Claim claim, Ruling ruling, List<Hold.@Nullable Part> taken) {
        List<Hold.Part> parts = new ArrayList<>(taken.size());
        int asked = 0;
        for (Hold.Part part : taken) {
            parts.add(part == null ? part(claim, ruling, asked++, 1) : part);
        }
        asking.claimed().hold(Hold.of(asking.ask().demand(), parts));
        return new Shared.Granted();
    }

    private static Shared extended(Asking asking, Claim claim, Ruling ruling) {
        Denied denied = ruling.denied();
        if (denied != null) {
            asking.claimed().refuse();
            return new Shared.Refused(denied);
        }
        List<Hold.Part> parts = new ArrayList<>(ruling.parts().size());
        for (int i = 0; i < ruling.parts().size(); i++) {
            parts.add(part(claim, ruling, i, 0));
        }
        asking.claimed().hold(new Hold(0, claim.tokens(), claim.picoDollars(), parts));
        return new Shared.Granted();
    }

    private static Hold.Part part(Claim claim, Ruling ruling, int which, int exchanges) {
        Ruling.Part part = ruling.parts().get(which);
        Subject.Id who = claim.shares().get(which).subject().identity();
        return new Hold.Part(who, part.tag(), part.atEpochMillis(), exchanges);
    }

    /** Leases keep what was said of their subjects, and what was taken along. */
    private void answered(Asking asking, Claim claim, @Nullable Ruling ruling, long sent) {
        tally.claimed(claim, ruling);
        long now = ticker.nanoTime();
        for (int i = 0; i < claim.shares().size(); i++) {
            Claim.Share share = claim.shares().get(i);
            Subject subject = share.subject();
            Ruling.Part part = ruling == null ? null : ruling.parts().get(i);
            if (part != null && subject.source() == Source.CREDITS) {
                meters.balanceIs(subject.id(), part.balance());
            }
            Stock stock = asking.stocks().get(asking.subjects().indexOf(subject));
            Hold back = stock.answered(new Stock.Answer(claim, share.more(), part, subject.limits(), sent, now));
            if (back != null) {
                counters.giveBack(back);
            }
        }
    }

    /** Leases of which little is left are filled up before they are used up. */
    private void topUp(Asking asking, long now) {
        if (!counters.reachable()) {
            return;
        }
        Demand demand = asking.ask().demand();
        Claim claim = claim(asking, Kind.LEASE, which -> true, (stock, limits) -> stock.topUp(limits, demand, now));
        if (!claim.shares().isEmpty()) {
            counters.claim(claim).whenComplete((ruling, failure) -> answered(asking, claim, ruling, now));
        }
    }

    /** The counters cannot be asked. */
    private CompletionStage<Shared> decide(Asking asking) {
        Shared shared = alone(asking);
        tally.decided(Decider.GATEWAY, outcome(shared));
        return CompletableFuture.completedStage(shared);
    }

    private static Outcome outcome(Shared shared) {
        if (shared instanceof Shared.Granted) {
            return Outcome.GRANTED;
        }
        return shared instanceof Shared.Refused ? Outcome.REFUSED : Outcome.UNAVAILABLE;
    }

    private Shared alone(Asking asking) {
        Ask ask = asking.ask();
        Denied denied = review(ask);
        if (denied != null) {
            return new Shared.Refused(denied);
        }
        List<Stock> closedStocks = new ArrayList<>();
        for (int i = 0; i < asking.subjects().size(); i++) {
            if (isClosed(asking.subjects().get(i))) {
                closedStocks.add(asking.stocks().get(i));
            }
        }
        List<Hold.Part> parts = leases.takeAll(closedStocks, ask.demand(), ticker.nanoTime());
        if (parts == null) {
            return new Shared.Unavailable();
        }
        if (!parts.isEmpty()) {
            asking.claimed().hold(Hold.of(ask.demand(), parts));
        }
        return new Shared.Granted();
    }

    private boolean isClosed(Subject subject) {
        return switch (subject.source()) {
            case CREDITS -> closed.test(LimitKind.CREDITS);
            case TRIAL -> closed.test(LimitKind.TRIAL);
            case OWN, PLAN -> subject.limits().most().keySet().stream().anyMatch(closed);
        };
    }

    /** What this gateway alone has counted, against its part of those limits that are open. */
    private @Nullable Denied review(Ask ask) {
        int gateways = Math.max(1, counters.gateways());
        Predicate<LimitKind> open = closed.negate();
        Permit.Counted counted = ask.permit().counted();
        for (Subject subject : Subjects.of(ask.who())) {
            Limits part = subject.limits().partOf(gateways);
            Denied denied = meters.of(subject, ask.epochMillis()).review(counted, part, open, ask.epochMillis());
            if (denied != null) {
                return denied;
            }
        }
        return funds(ask, open);
    }

    private @Nullable Denied funds(Ask ask, Predicate<LimitKind> open) {
        User user = ask.who().user();
        Trial trial = ask.who().trial();
        if (user == null) {
            return null;
        }
        if (ask.permit().onTrial() && trial != null && open.test(LimitKind.TRIAL)) {
            boolean allows = meters.trial(user.id()).allows(trial);
            return allows ? null : new Denied(Scope.USER, LimitKind.TRIAL, trial.requests(), 0);
        }
        if (ask.permit().prepaid() && open.test(LimitKind.CREDITS)) {
            Wallet wallet = meters.wallet(user.id());
            boolean pays = wallet.covers(ask.demand().picoDollars());
            return pays ? null : new Denied(Scope.USER, LimitKind.CREDITS, wallet.balance(), 0);
        }
        return null;
    }
}
