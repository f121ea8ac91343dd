package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Sums;
import dev.sluice.core.ledger.Sums.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What everybody has used: meters of subjects, wallets and trials of users, each from its first use on, and for all
 * that use something the sums of the current day and month. What nobody needs any more goes with {@link #sweep}.
 * Thread-safe.
 */
public final class Meters {

    private final ConcurrentHashMap<Subject.Id, Meter> meters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Wallet> wallets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, TrialMeter> trials = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Holder, Tally> tallies = new ConcurrentHashMap<>();
    private final LongAdder unsettled = new LongAdder();

    Meter of(Subject subject, long now) {
        Meter known = meters.get(subject.identity());
        if (known == null) {
            known = meters.computeIfAbsent(
                    subject.identity(),
                    id -> new Meter(subject, tally(new Holder(subject.scope(), subject.id())), now));
        }
        known.limit(subject.limits(), now);
        return known;
    }

    Wallet wallet(String user) {
        return wallets.computeIfAbsent(user, id -> new Wallet(0));
    }

    TrialMeter trial(String user) {
        return trials.computeIfAbsent(user, id -> new TrialMeter());
    }

    /**
     * What the ledger knows of the day or month that {@code now} is in, for whoever it is that has it: at the start,
     * before the first request. It counts from when its limits are first asked for.
     */
    public void open(Scope scope, String id, LimitKind kind, long used, long now) {
        tally(new Holder(scope, id)).open(kind, used, now);
    }

    /**
     * An exchange goes into the ledger: what it used counts for limits that are set later in the day or month. For
     * those that hold it counts already, by its permit.
     */
    public void settled(Entry entry) {
        long at = entry.endedEpochMillis();
        Sum used = Sums.of(entry);
        add(Scope.KEY, entry.key(), used, at);
        add(Scope.USER, entry.user(), used, at);
        add(Scope.ROLE, entry.role(), used, at);
        add(Scope.TENANT, entry.tenant(), used, at);
        Sums.groups(entry, (group, there) -> add(Scope.GROUP, group, there, at));
    }

    private void add(Scope scope, @Nullable String id, Sum used, long at) {
        if (id != null && !id.isEmpty()) {
            tally(new Holder(scope, id)).add(used, at);
        }
    }

    private Tally tally(Holder holder) {
        Tally known = tallies.get(holder);
        return known == null ? tallies.computeIfAbsent(holder, id -> new Tally()) : known;
    }

    /**
     * Lets go of the meters of those that are no more and have nothing under way, of empty wallets of theirs, of their
     * trials, and of sums of months that have ended.
     *
     * @param exists whether there is such a key, user, role, tenant or group
     * @param tried whether a user's trial is over for good: of others what was tried counts when they come back
     */
    public void sweep(Predicate<Holder> exists, Predicate<String> tried, long now) {
        meters.entrySet()
                .removeIf(each -> each.getValue().concurrent() == 0
                        && !exists.test(
                                new Holder(each.getKey().scope(), each.getKey().id())));
        for (String user : wallets.keySet()) {
            if (!exists.test(new Holder(Scope.USER, user))) {
                // In one step: credits that are given meanwhile must not go into a wallet that is gone.
                wallets.computeIfPresent(user, (id, wallet) -> wallet.isEmpty() ? null : wallet);
            }
        }
        trials.entrySet()
                .removeIf(each -> !exists.test(new Holder(Scope.USER, each.getKey()))
                        && (each.getValue().isUnused() || each.getValue().isIdle() && tried.test(each.getKey())));
        tallies.entrySet().removeIf(each -> each.getValue().isOver(now) && !exists.test(each.getKey()));
    }

    /** Of how many subjects there are meters. */
    int size() {
        return meters.size();
    }

    /** Of how many users it is known what they have tried. */
    int trials() {
        return trials.size();
    }

    /** What the ledger knows of a trial: at the start. */
    public void restoreTrial(String user, long requests, long tokens, long picoDollars) {
        trial(user).restore(requests, tokens, picoDollars);
    }

    /** Adds to a user's credits, or takes from them, in pico-dollars; gives the new balance. */
    public long credit(String user, long picoDollars) {
        long[] balance = new long[1];
        wallets.compute(user, (id, known) -> {
            Wallet wallet = known == null ? new Wallet(0) : known;
            balance[0] = wallet.add(picoDollars);
            return wallet;
        });
        return balance[0];
    }

    /** The ledger says that this is a user's balance, in pico-dollars: others change it, too. */
    public void balanceIs(String user, long picoDollars) {
        wallet(user).balanceIs(picoDollars);
    }

    /** A user's balance in pico-dollars, without what is reserved at the moment. */
    public long balance(String user) {
        Wallet wallet = wallets.get(user);
        return wallet == null ? 0 : wallet.balance();
    }

    /** How many exchanges a subject has under way. */
    public int concurrent(Subject subject) {
        Meter meter = meters.get(subject.identity());
        return meter == null ? 0 : meter.concurrent();
    }

    /** What is left of a subject's limits of requests, tokens and budgets. */
    public List<Room> rooms(Subject subject, long epochMillis) {
        List<Room> rooms = new ArrayList<>();
        if (!subject.limits().most().isEmpty()) {
            of(subject, epochMillis).rooms(epochMillis, rooms);
        }
        return rooms;
    }

    /** Tells everybody's balance in pico-dollars, without what is reserved at the moment. */
    public void balances(ObjLongConsumer<String> to) {
        wallets.forEach((user, wallet) -> to.accept(user, wallet.balance()));
    }

    /** Permits that were given and are not settled. */
    public long unsettled() {
        return Math.max(0, unsettled.sum());
    }

    /** Another permit is given: where its end is told. */
    LongAdder given() {
        unsettled.increment();
        return unsettled;
    }
}
