package dev.sluice.netty.simulate;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests: those of a key, or all. Thread-safe: all event loops count here, anyone reads. */
final class Counts {

    private static final int STATUSES = 600;

    private final LongAdder requests = new LongAdder();
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final AtomicLongArray statuses = new AtomicLongArray(STATUSES);

    Counts() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    void begun() {
        requests.increment();
    }

    void status(int status) {
        statuses.incrementAndGet(status);
    }

    void ended(Outcome outcome) {
        adder(outcome).increment();
    }

    /** Ends are read before the beginnings, so that nothing in flight is ever below zero. */
    KeyStats stats() {
        long answered = adder(Outcome.ANSWERED).sum();
        long refused = adder(Outcome.REFUSED).sum();
        long faulted = adder(Outcome.FAULTED).sum();
        long abandoned = adder(Outcome.ABANDONED).sum();
        Map<Integer, Long> heads = new TreeMap<>();
        for (int status = 0; status < STATUSES; status++) {
            long count = statuses.get(status);
            if (count > 0) {
                heads.put(status, count);
            }
        }
        return new KeyStats(requests.sum(), answered, refused, faulted, abandoned, heads);
    }

    private LongAdder adder(Outcome outcome) {
        LongAdder adder = outcomes.get(outcome);
        if (adder == null) {
            throw new IllegalStateException("all adders are made at the start");
        }
        return adder;
    }
}
