package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/**
 * What everybody has used: meters of subjects, wallets and trials of users. Each is there from its first use on, to the
 * end of the process, also where who it is of was deleted. Thread-safe.
 */
public final class Meters {

    private final ConcurrentHashMap<Subject.Id, Meter> meters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Wallet> wallets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, TrialMeter> trials = new ConcurrentHashMap<>();
    private final LongAdder unsettled = new LongAdder();
    private final ConcurrentHashMap<Holder, List<Opening>> openings = new ConcurrentHashMap<>();

    /** Whoever is known of from an earlier life of the process. */
    private record Holder(Scope scope, String id) {}

    /** What had been used of a day or month at an instant. */
    private record Opening(LimitKind kind, long used, long epochMillis) {}

    Meter of(Subject subject) {
        Meter known = meters.get(subject.identity());
        if (known == null) {
            known = meters.computeIfAbsent(subject.identity(), id -> made(subject));
        }
        known.limit(subject.limits());
        return known;
    }

    private Meter made(Subject subject) {
        Meter meter = new Meter(subject);
        for (Opening each : openings.getOrDefault(new Holder(subject.scope(), subject.id()), List.of())) {
            meter.restore(each.kind(), each.used(), each.epochMillis());
        }
        return meter;
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
        openings.computeIfAbsent(new Holder(scope, id), holder -> new CopyOnWriteArrayList<>())
                .add(new Opening(kind, used, now));
    }

    /** What the ledger knows of a trial: at the start. */
    public void restoreTrial(String user, long requests, long tokens, long picoDollars) {
        trial(user).restore(requests, tokens, picoDollars);
    }

    /** Adds to a user's credits, or takes from them, in pico-dollars; gives the new balance. */
    public long credit(String user, long picoDollars) {
        return wallet(user).add(picoDollars);
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
            of(subject).rooms(epochMillis, rooms);
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
