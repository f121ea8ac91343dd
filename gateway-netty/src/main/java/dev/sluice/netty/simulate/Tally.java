package dev.sluice.netty.simulate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts, and tells who listens. Thread-safe: all event loops count here, anyone reads. */
final class Tally {

    private final LongAdder requests = new LongAdder();
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Fault.Kind, LongAdder> faults = new EnumMap<>(Fault.Kind.class);
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder completionTokens = new LongAdder();
    private final LongAdder connectionsAccepted = new LongAdder();
    private final LongAdder connectionsClosed = new LongAdder();
    private final AtomicLong lastAbandonedEpochMillis = new AtomicLong();
    private final List<Consumer<Received>> onRequest = new CopyOnWriteArrayList<>();
    private final List<Consumer<Abandonment>> onAbandoned = new CopyOnWriteArrayList<>();
    private volatile @Nullable Received last;

    Tally() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
        for (Fault.Kind kind : Fault.Kind.values()) {
            faults.put(kind, new LongAdder());
        }
    }

    void connected() {
        connectionsAccepted.increment();
    }

    void disconnected() {
        connectionsClosed.increment();
    }

    void received(Received request) {
        requests.increment();
        last = request;
        onRequest.forEach(listener -> listener.accept(request));
    }

    void struck(Fault.Kind kind) {
        adder(faults, kind).increment();
    }

    void ended(Outcome outcome, Reply.Spent spent) {
        adder(outcomes, outcome).increment();
        if (outcome == Outcome.ANSWERED) {
            promptTokens.add(spent.promptTokens());
            completionTokens.add(spent.completionTokens());
        }
    }

    void abandoned(Abandonment abandonment) {
        lastAbandonedEpochMillis.set(System.currentTimeMillis());
        onAbandoned.forEach(listener -> listener.accept(abandonment));
    }

    void onRequest(Consumer<Received> listener) {
        onRequest.add(listener);
    }

    void onAbandoned(Consumer<Abandonment> listener) {
        onAbandoned.add(listener);
    }

    void forgetListeners() {
        onRequest.clear();
        onAbandoned.clear();
    }

    @Nullable
    Received last() {
        return last;
    }

    /** Ends are read before the beginnings, so that nothing in flight is ever below zero. */
    Stats stats() {
        long answered = adder(outcomes, Outcome.ANSWERED).sum();
        long refused = adder(outcomes, Outcome.REFUSED).sum();
        long faulted = adder(outcomes, Outcome.FAULTED).sum();
        long abandoned = adder(outcomes, Outcome.ABANDONED).sum();
        long closed = connectionsClosed.sum();
        long begun = requests.sum();
        long accepted = connectionsAccepted.sum();
        Map<Fault.Kind, Long> struck = new EnumMap<>(Fault.Kind.class);
        faults.forEach((kind, count) -> {
            if (count.sum() > 0) {
                struck.put(kind, count.sum());
            }
        });
        return new Stats(
                begun,
                begun - answered - refused - faulted - abandoned,
                answered,
                refused,
                faulted,
                abandoned,
                lastAbandonedEpochMillis.get(),
                promptTokens.sum(),
                completionTokens.sum(),
                accepted,
                accepted - closed,
                struck);
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("all adders are made at the start");
        }
        return adder;
    }
}
