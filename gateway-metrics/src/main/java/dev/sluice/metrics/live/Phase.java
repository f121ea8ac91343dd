package dev.sluice.metrics.live;

import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.ExchangeRecord.Timing;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of an exchange's time, in the order in which the parts came; together they are all of it.
 *
 * @param name {@code gateway}: reading, deciding, and attempts before the last; {@code cache}: looking for an answer
 *     that is there already; {@code queue}: waiting for a connection; {@code provider}: until the first output, or the
 *     whole of a unary answer; {@code output}: from the first output to the last; {@code end}: what was left to do
 */
record Phase(String name, double seconds) {

    private static final double NANOS = 1e9;
    private static final double SHOWN = 1e6;

    static List<Phase> of(ExchangeRecord exchange) {
        Timing timing = exchange.timing();
        long whole = Math.max(0, timing.durationNanos());
        boolean streamed = timing.firstTokenNanos() >= 0;
        long untilOutput = streamed ? within(timing.firstTokenNanos(), whole) : whole;
        long queue = within(timing.queueNanos(), untilOutput);
        long provider =
                within(streamed ? timing.upstreamFirstChunkNanos() : timing.upstreamNanos(), untilOutput - queue);
        long cache = within(exchange.cacheNanos(), untilOutput - queue - provider);
        long gateway = untilOutput - cache - queue - provider;
        long output = streamed ? within(timing.outputNanos(), whole - untilOutput) : 0;
        List<Phase> phases = new ArrayList<>(6);
        add(phases, "gateway", gateway);
        add(phases, "cache", cache);
        add(phases, "queue", queue);
        add(phases, "provider", provider);
        add(phases, "output", output);
        add(phases, "end", whole - untilOutput - output);
        return phases;
    }

    /** What did not happen took no time, and no part is longer than the whole. */
    private static long within(long nanos, long most) {
        return Math.max(0, Math.min(nanos, most));
    }

    private static void add(List<Phase> phases, String name, long nanos) {
        if (nanos > 0) {
            phases.add(new Phase(name, seconds(nanos)));
        }
    }

    /** To the microsecond. */
    static double seconds(long nanos) {
        return Math.round(nanos / NANOS * SHOWN) / SHOWN;
    }
}
