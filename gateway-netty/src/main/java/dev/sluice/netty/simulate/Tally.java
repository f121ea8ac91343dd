package dev.sluice.netty.simulate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts, and tells who listens. Thread-safe: all event loops count here, anyone reads. */
final class Tally {

    /** Stands for the number of events where not even a head left. */
    static final int NO_HEAD = -1;

    private static final int MAX_ID = 128;

    private final KeyBook keys;
    private final Ledger ledger;
    private final Tokenizer.Counting counting;
    private final Counts all = new Counts();
    private final Map<Fault.Kind, LongAdder> faults = new EnumMap<>(Fault.Kind.class);
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong peakInFlight = new AtomicLong();
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder completionTokens = new LongAdder();
    private final LongAdder connectionsAccepted = new LongAdder();
    private final LongAdder connectionsClosed = new LongAdder();
    private final AtomicLong lastAbandonedEpochMillis = new AtomicLong();
    private final List<Consumer<Received>> onRequest = new CopyOnWriteArrayList<>();
    private final List<Consumer<Abandonment>> onAbandoned = new CopyOnWriteArrayList<>();
    private volatile @Nullable Received last;

    Tally(KeyBook keys, Ledger ledger, Tokenizer.Counting counting) {
        this.keys = keys;
        this.ledger = ledger;
        this.counting = counting;
        for (Fault.Kind kind : Fault.Kind.values()) {
            faults.put(kind, new LongAdder());
        }
    }

    /** One request, from here to its end, in the counts of all and of its key. */
    final class Entry {

        private final Counts ofKey;
        private final String key;
        private final String id;

        private Entry(SimulatedKey key, String id) {
            this.ofKey = key.counts();
            this.key = key.name();
            this.id = id;
        }

        /** A head leaves. */
        void status(int status) {
            all.status(status);
            ofKey.status(status);
        }

        void struck(Fault.Kind kind) {
            LongAdder count = faults.get(kind);
            if (count == null) {
                throw new IllegalStateException("all adders are made at the start");
            }
            count.increment();
        }

        /**
         * Once.
         *
         * @param sent events or pieces that left, or {@link #NO_HEAD}
         */
        void ended(Outcome outcome, Reply reply, int sent) {
            Reply.Spent spent = reply.spent();
            if (outcome == Outcome.ANSWERED) {
                promptTokens.add(spent.whole().input());
                completionTokens.add(spent.whole().output());
            }
            boolean head = sent != NO_HEAD;
            ledger.enter(new Ledger.Line(
                    0,
                    id,
                    new Ledger.Payer(spent.model(), key),
                    outcome,
                    head ? reply.status().code() : 0,
                    Math.max(0, sent),
                    spent.reported() && outcome == Outcome.ANSWERED,
                    reply.billed(outcome, Math.max(0, sent), counting)));
            inFlight.decrementAndGet();
            ofKey.ended(outcome);
            all.ended(outcome);
        }

        void abandoned(Abandonment abandonment) {
            lastAbandonedEpochMillis.set(System.currentTimeMillis());
            onAbandoned.forEach(listener -> listener.accept(abandonment));
        }
    }

    void connected() {
        connectionsAccepted.increment();
    }

    void disconnected() {
        connectionsClosed.increment();
    }

    /** A request is complete, and about to be answered. */
    Entry received(Received request, SimulatedKey key) {
        all.begun();
        key.counts().begun();
        peakInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        last = request;
        onRequest.forEach(listener -> listener.accept(request));
        String id = request.header("x-request-id")
                .or(() -> request.header("x-client-request-id"))
                .orElse("");
        return new Entry(key, id.substring(0, Math.min(MAX_ID, id.length())));
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

    Ledger ledger() {
        return ledger;
    }

    Stats stats() {
        long closed = connectionsClosed.sum();
        long accepted = connectionsAccepted.sum();
        Map<Fault.Kind, Long> struck = new EnumMap<>(Fault.Kind.class);
        faults.forEach((kind, count) -> {
            if (count.sum() > 0) {
                struck.put(kind, count.sum());
            }
        });
        Map<String, KeyStats> byKey = new TreeMap<>();
        keys.all().forEach(key -> byKey.put(key.name(), key.stats()));
        return new Stats(
                all.stats(),
                byKey,
                peakInFlight.get(),
                lastAbandonedEpochMillis.get(),
                promptTokens.sum(),
                completionTokens.sum(),
                ledger.all(),
                accepted,
                accepted - closed,
                struck);
    }
}
