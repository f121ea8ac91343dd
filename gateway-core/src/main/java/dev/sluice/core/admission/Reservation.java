package dev.sluice.core.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * What one exchange has reserved: once before it is sent, and more while its answer goes on. Each part counts from its
 * own instant, so that windows that slide are corrected where they had counted it. One thread at a time.
 */
final class Reservation {

    private final List<Part> more = new ArrayList<>(0);
    private Demand first = Demand.NONE;
    private long firstAt;
    private Demand total = Demand.NONE;

    private record Part(Demand demand, long at) {}

    /** Before anything is sent. */
    void begin(Demand demand, long now) {
        first = demand;
        firstAt = now;
        total = demand;
    }

    void add(Demand demand, long now) {
        more.add(new Part(demand, now));
        total = total.plus(demand);
    }

    /** A part that was added is given back; when it had been added. */
    long drop(Demand demand) {
        for (int i = more.size() - 1; i >= 0; i--) {
            Part part = more.get(i);
            if (part.demand().equals(demand)) {
                more.remove(i);
                total = total.minus(demand);
                return part.at();
            }
        }
        throw new IllegalArgumentException("was not added: " + demand);
    }

    Demand total() {
        return total;
    }

    /** When the first part was reserved. */
    long begunAt() {
        return firstAt;
    }

    /**
     * What a meter holds is given back, and what was used counts instead: as much of it as was reserved at a time
     * counts from then, and what is beyond all of it from the last time.
     *
     * @param from since when the meter holds the first part
     */
    void settle(Meter meter, long from, Spent spent, long now) {
        Spent left = spent;
        Demand demand = first;
        long at = from;
        for (Part next : more) {
            Spent here = left.upTo(demand);
            meter.settle(demand, at, here, now);
            left = left.minus(here);
            demand = next.demand();
            at = next.at();
        }
        meter.settle(demand, at, left, now);
    }
}
