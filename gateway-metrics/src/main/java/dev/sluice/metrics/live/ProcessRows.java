package dev.sluice.metrics.live;

import dev.sluice.core.observe.GatewayState;
import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.live.Second.Gateway;
import dev.sluice.metrics.live.Second.Loop;
import dev.sluice.metrics.live.Second.Memory;
import dev.sluice.metrics.live.Window.Percentiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells how the process does: its state, its event loops, its memory. Used by one thread at a time. */
final class ProcessRows {

    private static final String USED = "used";
    private static final String MAX = "max";

    private final Rates rates;
    private final GatewayState state;
    private final List<Window> lags = new ArrayList<>();

    ProcessRows(Rates rates, GatewayState state) {
        this.rates = rates;
        this.state = state;
        for (int loop = 0; loop < state.eventLoops(); loop++) {
            lags.add(new Window(Fact.LOOP_LAG.bounds().orElseThrow()));
        }
    }

    /** Forgets what was lately. */
    void pause() {
        lags.forEach(Window::pause);
    }

    Gateway gateway(Grouping now) {
        String trouble = state.trouble();
        String word = trouble == null ? "ready" : "degraded";
        return new Gateway(
                state.ready() ? word : "not_ready",
                trouble,
                text(now, Dimension.VERSION),
                text(now, Dimension.RUNTIME),
                now.sum(Fact.UPTIME) / Fact.UPTIME.scale(),
                now.sum(Fact.LAST_RELOAD_SUCCESSFUL) > 0,
                now.sum(Fact.LAST_RELOAD_TIME),
                rates.of("cpu", now.sum(Fact.CPU)) / Fact.CPU.scale());
    }

    private static String text(Grouping now, Dimension dimension) {
        Optional<Row> build = now.totals().rows(Fact.BUILD).stream().findFirst();
        return build.map(row -> now.totals().text(dimension, row.at(dimension))).orElse("");
    }

    List<Loop> loops(Grouping now) {
        List<Loop> loops = new ArrayList<>();
        for (int number = 0; number < lags.size(); number++) {
            int loop = number;
            Window lag = lags.get(loop);
            lag.add(now.buckets(Fact.LOOP_LAG, row -> row.at(Dimension.LOOP) == loop));
            Percentiles late = lag.percentiles();
            loops.add(new Loop(
                    loop,
                    of(now, Fact.LOOP_BUSY, loop) / Fact.LOOP_BUSY.scale(),
                    late == null ? 0 : late.p99(),
                    of(now, Fact.LOOP_PENDING, loop)));
        }
        return loops;
    }

    private static long of(Grouping now, Fact fact, int loop) {
        return now.sum(fact, row -> row.at(Dimension.LOOP) == loop, Row::last);
    }

    static Map<String, Memory> memory(Grouping now) {
        Map<String, Memory> memory = new LinkedHashMap<>();
        memory.put("resident", new Memory(now.sum(Fact.RESIDENT_MEMORY), 0));
        memory.put("heap", new Memory(heap(now, Fact.MEMORY_USED), heap(now, Fact.MEMORY_MAX)));
        memory.put("direct", use(now, Fact.DIRECT_MEMORY));
        memory.put("bodies", use(now, Fact.BODY_MEMORY));
        return memory;
    }

    private static long heap(Grouping now, Fact fact) {
        return now.sum(fact, row -> now.is(row, Dimension.AREA, "heap"), Row::last);
    }

    private static Memory use(Grouping now, Fact fact) {
        Map<String, Long> use = now.sums(fact, Dimension.USE);
        return new Memory(use.getOrDefault(USED, 0L), use.getOrDefault(MAX, 0L));
    }
}
