package dev.sluice.metrics.instrument;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All instruments of a gateway. Each event loop records into its own {@link LoopRecorder}; {@link #totals} sums them,
 * from any thread. Thread-safe: what is not a recorder is concurrent or volatile.
 */
public final class Metrics implements GatewayListener, AutoCloseable {

    private final Identities identities;
    private final List<LoopRecorder> loops;
    private final Reloads reloads;
    private final ScrapeLog scrapes = new ScrapeLog();
    private final ProcessFacts process = new ProcessFacts();
    private final GcPauses pauses = new GcPauses();
    private final Set<KnownPair> known = new ConcurrentSkipListSet<>();
    private volatile @Nullable GatewayState state;

    public Metrics(Identities identities, int eventLoops) {
        this(identities, eventLoops, Clock.systemUTC());
    }

    Metrics(Identities identities, int eventLoops, Clock clock) {
        this.identities = identities;
        int models = identities.models().bound();
        this.loops = IntStream.range(0, eventLoops)
                .mapToObj(loop -> new LoopRecorder(models))
                .toList();
        this.reloads = new Reloads(clock);
        pauses.listen();
    }

    @Override
    public LoopListener onLoop(int loop) {
        return loops.get(loop);
    }

    @Override
    public void reloaded(int problems) {
        reloads.ended(problems);
    }

    /** From here on levels are read from the gateway; until then families of levels are absent. */
    public void watch(GatewayState gateway) {
        state = gateway;
    }

    /**
     * Makes the counters of all targets of a configuration start at 0. To be called at the start and after each reload.
     */
    public void configured(Snapshot snapshot) {
        for (Route route : snapshot.routes().all()) {
            for (Target target : route.targets()) {
                known.add(new KnownPair(target.provider().label(), route.label()));
            }
        }
    }

    /** What scrapes cost is recorded here. */
    public ScrapeLog scrapes() {
        return scrapes;
    }

    /**
     * Sums up everything there is to show. Label texts are read after the cells: whatever number a cell was recorded
     * under has its text by then.
     */
    public Totals totals() {
        Totals.Builder totals = new Totals.Builder();
        new Traffic(loops, identities, known).addTo(totals);
        GatewayState gateway = state;
        if (gateway != null) {
            new Levels(gateway, identities).addTo(totals);
        }
        reloads.addTo(totals);
        scrapes.addTo(totals);
        process.addTo(totals);
        pauses.addTo(totals);
        Names.addTo(totals, identities);
        return totals.build();
    }

    @Override
    public void close() {
        pauses.close();
    }
}
