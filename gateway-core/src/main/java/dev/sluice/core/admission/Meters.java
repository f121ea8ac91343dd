package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * What everybody has used: meters of subjects, wallets and trials of users. Each is there from its first use on; those
 * of who was deleted are forgotten. Thread-safe.
 */
public final class Meters {

    private final ConcurrentHashMap<Subject.Id, Meter> meters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Wallet> wallets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, TrialMeter> trials = new ConcurrentHashMap<>();

    private final LongAdder open = new LongAdder();

    Meter of(Subject subject) {
        Meter known = meters.get(subject.identity());
        if (known == null) {
            known = meters.computeIfAbsent(subject.identity(), id -> new Meter(subject));
        }
        known.limit(subject.limits());
        return known;
    }

    Wallet wallet(String user) {
        return wallets.computeIfAbsent(user, id -> new Wallet(0));
    }

    TrialMeter trial(String user) {
        return trials.computeIfAbsent(user, id -> new TrialMeter());
    }

    /** What the ledger knows of the day or month that {@code now} is in: at the start, before the first request. */
    public void restore(Subject subject, LimitKind kind, long used, long now) {
        of(subject).restore(kind, used, now);
    }

    /** What the ledger knows of a trial: at the start. */
    public void restoreTrial(String user, long requests, long tokens, long picoDollars) {
        trial(user).restore(requests, tokens, picoDollars);
    }

    /** Adds to a user's credits, or takes from them, in pico-dollars; gives the new balance. */
    public long credit(String user, long picoDollars) {
        return wallet(user).add(picoDollars);
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
        if (!subject.limits().equals(Limits.NONE)) {
            of(subject).rooms(epochMillis, rooms);
        }
        return rooms;
    }

    /** Tells everybody's balance in pico-dollars, without what is reserved at the moment. */
    public void balances(ObjLongConsumer<String> to) {
        wallets.forEach((user, wallet) -> to.accept(user, wallet.balance()));
    }

    /** Permits that were granted and are not settled. */
    public long open() {
        return Math.max(0, open.sum());
    }

    LongAdder granted() {
        open.increment();
        return open;
    }

    /** Who this was is no more. */
    public void forget(Subject subject) {
        meters.remove(subject.identity());
    }
}
