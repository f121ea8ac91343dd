package dev.sluice.metrics.live;

import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The newest exchanges with models and groups, a ring for each event loop: some of each second, of those that failed as
 * many again, so that a flood neither costs anything nor sweeps the rare failure away. To remember one is to store a
 * reference to what was made anyway. Thread-safe: each ring is written by its loop alone and read by anybody.
 */
public final class RecentExchanges implements GatewayListener {

    /** How many each loop remembers, and how many are told of. */
    static final int KEPT = 200;
    /** How many a loop takes a second of those that went well, and as many of the others. */
    static final int A_SECOND = 10;

    private static final long MILLIS = 1_000;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final List<Ring> rings;

    private final Identities names;

    /** @param names what the numbers in exchanges stand for */
    public RecentExchanges(Identities names, int eventLoops) {
        this.names = names;
        this.rings = IntStream.range(0, eventLoops).mapToObj(loop -> new Ring()).toList();
    }

    @Override
    public LoopListener onLoop(int loop) {
        return rings.get(loop);
    }

    Identities names() {
        return names;
    }

    /** The newest ones of all loops, the last one first. */
    List<ExchangeRecord> newest() {
        List<ExchangeRecord> all = new ArrayList<>();
        rings.forEach(ring -> ring.addTo(all));
        all.sort(Comparator.comparingLong(RecentExchanges::endedMillis).reversed());
        return all.size() <= KEPT ? all : List.copyOf(all.subList(0, KEPT));
    }

    /** When it was over, on the wall clock: asking no clock is cheaper. */
    static long endedMillis(ExchangeRecord exchange) {
        ExchangeRecord.Timing timing = exchange.timing();
        return timing.startedEpochMillis() + timing.durationNanos() / NANOS_A_MILLI;
    }

    /** Those of one loop. */
    private static final class Ring implements LoopListener {

        private final AtomicReferenceArray<@Nullable ExchangeRecord> places = new AtomicReferenceArray<>(KEPT);
        private int next;
        private long second;
        private int successes;
        private int failures;

        @Override
        public void requestEnded(ExchangeRecord exchange) {
            if (isShown(exchange) && fits(exchange)) {
                // Whoever reads the reference reads a whole record behind it.
                places.setRelease(next, exchange);
                next = next + 1 == KEPT ? 0 : next + 1;
            }
        }

        private static boolean isShown(ExchangeRecord exchange) {
            return exchange.request().proxied() || exchange.request().endpoint().isModel();
        }

        private boolean fits(ExchangeRecord exchange) {
            long ended = endedMillis(exchange) / MILLIS;
            if (ended != second) {
                second = ended;
                successes = 0;
                failures = 0;
            }
            int sofar = exchange.result().success() ? successes++ : failures++;
            return sofar < A_SECOND;
        }

        void addTo(List<ExchangeRecord> all) {
            for (int place = 0; place < KEPT; place++) {
                ExchangeRecord exchange = places.getAcquire(place);
                if (exchange != null) {
                    all.add(exchange);
                }
            }
        }
    }
}
