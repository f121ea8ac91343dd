package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange holds of its limits: made by {@link Gates#enter}, grown by {@link Gates#reserve}, settled exactly
 * once on every path that ends an exchange. One thread at a time; settling twice, from whatever thread, is settling
 * once.
 */
public final class Permit {

    private final List<Meter> meters;
    private final LongAdder open;
    private final AtomicBoolean settled = new AtomicBoolean();
    private Demand reserved = Demand.NONE;
    private long reservedAt;
    private @Nullable Wallet wallet;
    private @Nullable TrialMeter trial;

    /** @param open is taken back from when it is settled */
    Permit(List<Meter> meters, LongAdder open) {
        this.meters = meters;
        this.open = open;
    }

    /** Gives back what was reserved, and counts what was used instead. */
    public void settle(Spent spent, long epochMillis) {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        open.decrement();
        for (Meter meter : meters) {
            meter.settle(reserved, reservedAt, spent, epochMillis);
            meter.leave();
        }
        if (wallet != null) {
            wallet.settle(reserved.picoDollars(), spent.picoDollars());
        }
        if (trial != null) {
            trial.settle(reserved, spent);
        }
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
        List<Room> rooms = new ArrayList<>();
        for (Meter meter : meters) {
            meter.rooms(epochMillis, rooms);
        }
        return rooms;
    }

    /** The budgets that are used up, though requests pass. */
    public List<LimitKind> exceeded(long epochMillis) {
        List<LimitKind> exceeded = new ArrayList<>(0);
        for (Meter meter : meters) {
            exceeded.addAll(meter.exceeded(epochMillis));
        }
        return exceeded;
    }

    /** What is reserved. */
    public Demand reserved() {
        return reserved;
    }

    List<Meter> meters() {
        return meters;
    }

    void join(Meter meter) {
        meters.add(meter);
    }

    void hold(Demand demand, long now) {
        reserved = demand;
        reservedAt = now;
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

    void paidFrom(Wallet from) {
        wallet = from;
    }

    void tries(TrialMeter on) {
        trial = on;
    }
}
