package dev.sluice.metrics.instrument;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.observe.AccountState;
import dev.sluice.core.observe.CacheState;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.JournalState;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.ProviderState;
import dev.sluice.core.observe.SharedLimitState;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.price.PriceBooks.Reading;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.store.QueryListener;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All instruments of a gateway. Each event loop records into its own {@link LoopRecorder}; {@link #totals} sums them,
 * from any thread. Thread-safe: what is not a recorder is concurrent or volatile.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
public final class Metrics implements GatewayListener, AutoCloseable {

    private final Identities identities;
    private final Clock clock;
    private final List<LoopRecorder> loops;
    private final List<NativeRecorder> natives;
    private final Reloads reloads;
    private final ScrapeLog scrapes = new ScrapeLog();
    private final ProcessFacts process = new ProcessFacts();
    private final GcPauses pauses = new GcPauses();
    private final SharedCounts shared;
    private volatile Known known = Known.NOTHING;
    private volatile @Nullable Watched watched;
    private volatile @Nullable Supplier<Reading> prices;
    private volatile @Nullable CallerLevels callers;
    private volatile @Nullable JournalState journals;
    private volatile @Nullable SharedLimitState sharedLimits;
    private volatile @Nullable CacheLevels caches;
    private volatile @Nullable Connections database;
    private volatile @Nullable SpanLosses spans;

    /** Where levels are read. */
    private record Watched(Levels gateway, ProviderLevels providers) {}

    private record Connections(Database database, IntSupplier open) {}

    public Metrics(Identities identities, int eventLoops) {
        this(identities, eventLoops, Clock.systemUTC());
    }

    Metrics(Identities identities, int eventLoops, Clock clock) {
        this(identities, eventLoops, clock, () -> null);
    }

    private Metrics(
            Identities identities, int eventLoops, Clock clock, Supplier<@Nullable NativeRecorder> nativeRecorders) {
        this.identities = identities;
        this.clock = clock;
        SharedCounts counts = SharedCounts.of(identities);
        this.shared = counts;
        this.loops = IntStream.range(0, eventLoops)
                .mapToObj(loop -> new LoopRecorder(identities, counts, clock, nativeRecorders.get()))
                .toList();
        this.natives = loops.stream()
                .map(LoopRecorder::natives)
                .filter(Objects::nonNull)
                .toList();
        this.reloads = new Reloads(clock);
        pauses.listen();
    }

    /** With native histograms besides. */
    public static Metrics withNativeHistograms(Identities identities, int eventLoops) {
        return new Metrics(identities, eventLoops, Clock.systemUTC(), NativeRecorder::new);
    }

    @Override
    public LoopListener onLoop(int loop) {
        return loops.get(loop);
    }

    @Override
    public void reloaded(int problems) {
        reloads.ended(problems);
    }

    @Override
    public void keyValidated(int provider, ValidationResult result) {
        shared.validations().add(provider, result.ordinal());
    }

    @Override
    public void queried(QueryListener.Table table, QueryListener.Operation operation, long nanos) {
        shared.queried(table, operation, nanos);
    }

    @Override
    public void breakerChanged(int provider, int model, BreakerState to) {
        shared.transitions().add(provider, to.ordinal());
    }

    /** From here on levels are read from the gateway; until then families of levels are absent. */
    public void watch(GatewayState gateway, ProviderState providers) {
        watched = new Watched(new Levels(gateway, identities), new ProviderLevels(providers, identities));
    }

    /** From here on levels of accounts are read; until then their families are absent. */
    public void accounts(AccountState accounts) {
        callers = new CallerLevels(accounts, identities.callers());
    }

    /** From here on it is read how journals do; until then their families are absent. */
    public void journals(JournalState state) {
        journals = state;
    }

    /**
     * There is a database; until this is said its families are absent.
     *
     * @param connections how many are open
     */
    public void database(Database kind, IntSupplier connections) {
        database = new Connections(kind, connections);
    }

    /** Limits are shared, and from here on it is read how they do; until then their families are absent. */
    public void sharedLimits(SharedLimitState state) {
        sharedLimits = state;
    }

    /** From here on levels of caches of answers are read, of those that are configured. */
    public void caches(CacheState state) {
        caches = new CacheLevels(state, identities.callers().tenants());
    }

    /** Spans are sent, and from here on it is told how many are not; until then their family is absent. */
    public void spans(SpanLosses losses) {
        spans = losses;
    }

    /** From here on the state of price files is read; until then its families are absent. */
    public void prices(Supplier<Reading> reading) {
        prices = reading;
    }

    /**
     * Makes the counters of all that a configuration names start at 0. To be called at the start and after each reload.
     */
    public synchronized void configured(Snapshot snapshot) {
        known = known.with(snapshot);
        shared.switches().configured(snapshot.routes());
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
        Known named = known;
        new Traffic(loops, identities, named).addTo(totals);
        new NativeFacts(natives, identities).addTo(totals);
        new Money(loops, identities, named).addTo(totals);
        new RoutingFacts(loops, identities, shared, named).addTo(totals);
        new CallerFacts(loops, identities, shared).addTo(totals, clock.millis());
        new CallerSeeds(identities, named).addTo(totals);
        addCaches(totals, named);
        addBooks(totals);
        Watched levels = watched;
        if (levels != null) {
            levels.gateway().addTo(totals);
            levels.providers().addTo(totals);
        }
        Supplier<Reading> book = prices;
        if (book != null) {
            Money.addBook(totals, book.get());
        }
        SpanLosses lost = spans;
        if (lost != null) {
            totals.add(Fact.SPANS_DROPPED, new Row(lost.unqueued()).at(Dimension.SPAN_LOSS, 0));
            totals.add(Fact.SPANS_DROPPED, new Row(lost.unsent()).at(Dimension.SPAN_LOSS, 1));
        }
        reloads.addTo(totals);
        scrapes.addTo(totals);
        process.addTo(totals);
        pauses.addTo(totals);
        Names.addTo(totals, identities);
        return totals.build();
    }

    /** What there is to show of caches of answers, and nothing else; as {@link #totals}. */
    public Totals cacheTotals() {
        Totals.Builder totals = new Totals.Builder();
        addCaches(totals, known);
        Names.addTo(totals, identities);
        return totals.build();
    }

    private void addCaches(Totals.Builder totals, Known named) {
        new CacheFacts(loops, identities, shared, named).addTo(totals);
        CacheLevels levels = caches;
        if (levels != null) {
            levels.addTo(totals, named.caches());
        }
    }

    private void addBooks(Totals.Builder totals) {
        CallerLevels accounts = callers;
        if (accounts != null) {
            accounts.addTo(totals);
        }
        JournalState written = journals;
        if (written != null) {
            CallerLevels.addJournals(totals, written);
        }
        SharedLimitState together = sharedLimits;
        if (together != null) {
            SharedLimits.addTo(totals, together);
        }
        Connections connections = database;
        if (connections != null) {
            shared.addQueries(totals);
            Levels.addDatabase(
                    totals, connections.database(), connections.open().getAsInt());
        }
    }

    @Override
    public void close() {
        pauses.close();
    }
}
