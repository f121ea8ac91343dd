package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Trial;
import dev.sluice.core.ledger.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange holds of its limits: made by {@link Gates#enter}, grown by {@link Gates#reserve} and
 * {@link Gates#extend}, settled exactly once on every path that ends an exchange. One thread at a time; settling twice,
 * from whatever thread, is settling once.
 */
public final class Permit {

    private final List<Meter> meters;
    private final LongAdder unsettled;
    private final long enteredAt;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final Reservation reservation = new Reservation();
    private @Nullable Wallet wallet;
    private @Nullable TrialMeter trial;
    private @Nullable Claimed claimed;

    /** The provider group that is asked at the moment. */
    private @Nullable Stay group;

    /** Those that were asked before: few, if any. */
    private List<Stay> groupsBefore = List.of();

    /** Whose budgets are used up and have slowed it down: few, if any. */
    private List<Meter> slowedBy = List.of();

    /** With one group: whose meter, since when, and whether anything of the request went there. */
    private static final class Stay {

        private final Meter meter;
        private final long since;
        private boolean asked;

        Stay(Meter meter, long since) {
            this.meter = meter;
            this.since = since;
        }

        /** What was reserved is given back, and what was used counts; a request that never went there does not. */
        void end(Reservation reserved, Spent spent, long now) {
            reserved.settle(meter, since, spent, now);
            if (asked) {
                meter.leave();
            } else {
                meter.undo(since, now);
            }
        }

        /** It ended before it was known what was used. */
        void add(Spent spent, long now) {
            meter.settle(Demand.NONE, since, spent, now);
        }
    }

    /** @param unsettled is one less when it is settled */
    Permit(List<Meter> meters, long enteredAt, LongAdder unsettled) {
        this.meters = meters;
        this.unsettled = unsettled;
        this.enteredAt = enteredAt;
    }

    /** Gives back what was reserved, and counts what was used instead. */
    public void settle(Spent spent, long epochMillis) {
        settle(spent, List.of(), epochMillis);
    }

    /**
     * Gives back what was reserved, and counts what was used instead.
     *
     * @param spent with all attempts, wherever they were
     * @param byGroup where it was used; empty: at the group that was joined last
     */
    public void settle(Spent spent, List<Share> byGroup, long epochMillis) {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        unsettled.decrement();
        if (claimed != null) {
            claimed.settle();
        }
        for (Meter meter : meters) {
            reservation.settle(meter, reservation.begunAt(), spent, epochMillis);
            meter.leave();
        }
        endGroups(spent, byGroup, epochMillis);
        if (wallet != null) {
            wallet.settle(reserved().picoDollars(), spent.picoDollars());
        }
        if (trial != null) {
            trial.settle(reserved(), spent);
        }
    }

    /** Nothing was asked of any provider: the exchange counts for nothing, not even as a request. */
    public void withdraw(long epochMillis) {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        unsettled.decrement();
        if (claimed != null) {
            claimed.withdraw();
        }
        for (Meter meter : meters) {
            reservation.settle(meter, reservation.begunAt(), Spent.NOTHING, epochMillis);
            meter.undo(enteredAt, epochMillis);
        }
        leaveGroup(epochMillis);
        giveBack(reserved());
        slowNoMore();
    }

    /** Whether what it costs is taken from the user's credits. */
    public boolean prepaid() {
        return wallet != null;
    }

    /** Whether it counts against the user's trial. */
    public boolean onTrial() {
        return trial != null;
    }

    /** What is left of each limit that holds, for limit headers. */
    public List<Room> rooms(long epochMillis) {
        Claimed shared = claimed;
        if (shared != null && shared.isRuled()) {
            return shared.rooms();
        }
        List<Room> rooms = new ArrayList<>();
        for (Meter meter : meters) {
            meter.rooms(epochMillis, rooms);
        }
        return rooms;
    }

    /** The budgets that are used up, though requests pass. */
    public List<LimitKind> exceeded(long epochMillis) {
        Claimed shared = claimed;
        if (shared != null && shared.isRuled()) {
            return shared.exceeded();
        }
        List<LimitKind> exceeded = new ArrayList<>(0);
        for (Meter meter : meters) {
            exceeded.addAll(meter.exceeded(epochMillis));
        }
        return exceeded;
    }

    /** What is reserved. */
    public Demand reserved() {
        return reservation.total();
    }

    List<Meter> meters() {
        return meters;
    }

    /** That of the group that is asked; null where it has no limits, or none is asked. */
    @Nullable
    Meter group() {
        Stay current = group;
        return current == null ? null : current.meter;
    }

    /** All that must have room for more, the group that is asked among them. */
    List<Meter> metersAndGroup() {
        Stay current = group;
        if (current == null) {
            return meters;
        }
        List<Meter> all = new ArrayList<>(meters);
        all.add(current.meter);
        return all;
    }

    /** Something of the request goes to the group that was joined last: from now on it counts there as one. */
    public void asked() {
        Stay current = group;
        if (current != null) {
            current.asked = true;
        }
    }

    /** How a request is counted. */
    record Counted(Demand reserved, long enteredAt, long reservedAt) {}

    Counted counted() {
        return new Counted(reserved(), enteredAt, reservation.begunAt());
    }

    @Nullable
    Claimed claimed() {
        return claimed;
    }

    /** It asks for its part of what several gateways share. */
    void claims(Claimed part) {
        claimed = part;
    }

    /** Another group will be asked than before: what was reserved with that one is given back. */
    void join(Meter other, long now) {
        leaveGroup(now);
        group = new Stay(other, now);
    }

    void hold(Demand demand, long now) {
        reservation.begin(demand, now);
    }

    /** The answer goes on: who pays for it holds more; false where there is not so much. */
    boolean payMore(@Nullable Trial limit, Demand more) {
        if (trial != null) {
            return limit == null || trial.extend(limit, more);
        }
        return wallet == null || wallet.reserve(more.picoDollars());
    }

    /** The same where others decide whether there is so much. */
    void payMoreAnyway(Demand more) {
        if (trial != null) {
            trial.holdMore(more);
        } else if (wallet != null) {
            wallet.hold(more.picoDollars());
        }
    }

    /** Another limit is in the way of what who pays holds already. */
    void payLess(Demand more) {
        if (trial != null) {
            trial.settle(more, Spent.NOTHING);
        } else if (wallet != null) {
            wallet.settle(more.picoDollars(), 0);
        }
    }

    void extend(Demand more, long now) {
        reservation.add(more, now);
    }

    /** What it was extended by is given back, unless all of it has been. */
    void retract(Demand more, long now) {
        if (settled.get()) {
            return;
        }
        long at = reservation.drop(more);
        meters.forEach(meter -> meter.settle(more, at, Spent.NOTHING, now));
        if (group != null) {
            group.meter.settle(more, Math.max(at, group.since), Spent.NOTHING, now);
        }
        payLess(more);
    }

    /** What was paid for is not used: another limit is in the way. */
    void giveBack(Demand demand) {
        if (wallet != null) {
            wallet.settle(demand.picoDollars(), 0);
            wallet = null;
        }
        if (trial != null) {
            trial.undo(demand);
            trial = null;
        }
    }

    void slowedBy(Meter meter) {
        slowedBy = slowedBy.isEmpty() ? new ArrayList<>(2) : slowedBy;
        slowedBy.add(meter);
    }

    /** Nothing comes of it: those whose budgets are used up may let another through instead. */
    void slowNoMore() {
        slowedBy.forEach(Meter::slowNoMore);
        slowedBy = List.of();
    }

    void paidFrom(Wallet from) {
        wallet = from;
    }

    void tries(TrialMeter on) {
        trial = on;
    }

    /** Its limits hold no more for this exchange; what was used there is told at the end. */
    void leaveGroup(long now) {
        Stay left = group;
        group = null;
        if (left != null) {
            left.end(reservation, Spent.NOTHING, now);
            groupsBefore = groupsBefore.isEmpty() ? new ArrayList<>(2) : groupsBefore;
            groupsBefore.add(left);
        }
    }

    private void endGroups(Spent spent, List<Share> byGroup, long now) {
        Stay last = group;
        group = null;
        Spent here = byGroup.isEmpty() ? spent : Spent.NOTHING;
        for (Share share : byGroup) {
            Spent there = new Spent(share.tokens(), share.picoDollars());
            if (last != null && last.meter.isOf(share.provider())) {
                here = there;
            } else {
                addBefore(share.provider(), there, now);
            }
        }
        if (last != null) {
            last.end(reservation, here, now);
        }
    }

    private void addBefore(String name, Spent spent, long now) {
        for (Stay each : groupsBefore) {
            if (each.meter.isOf(name)) {
                each.add(spent, now);
                return;
            }
        }
    }
}
