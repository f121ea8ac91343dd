package dev.sluice.metrics.live;

import static dev.sluice.metrics.live.Grouping.ALL;

import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.time.Ticker;
import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Metrics;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.instrument.Totals;
import java.time.Clock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the instruments once a second and tells what has happened since the time before. It reads cells as a scrape
 * does, and touches no event loop. Used by one thread at a time.
 */
public final class Seconds {

    private static final String SUCCESS = "success";

    private final Sources sources;
    private final Rates rates = new Rates();
    private final Window latency = new Window(Fact.OPERATIONS.bounds().orElseThrow());
    private final Window firstToken = new Window(Fact.FIRST_TOKEN.bounds().orElseThrow());
    private final ProviderRows providers = new ProviderRows(rates);
    private final UseRows uses = new UseRows(rates);
    private final CacheRows caches = new CacheRows(rates);
    private final ProcessRows process;
    private Set<ExchangeRecord> told = Set.of();

    Seconds(Sources sources) {
        this.sources = sources;
        this.process = new ProcessRows(rates, sources.state());
    }

    /** Where things are read. */
    public record Sources(Metrics metrics, GatewayState state, RecentExchanges recent, Ticker ticker, Clock clock) {}

    /** Now, with the exchanges that ended since the time before. */
    Second next() {
        Totals totals = sources.metrics().totals();
        rates.begin(sources.ticker().nanoTime());
        Grouping now = new Grouping(totals);
        if (!rates.known()) {
            latency.pause();
            firstToken.pause();
            process.pause();
        }
        latency.add(now.buckets(Fact.OPERATIONS, row -> now.is(row, Dimension.OUTCOME, SUCCESS)));
        firstToken.add(now.buckets(Fact.FIRST_TOKEN, ALL));
        return new Second(
                sources.clock().millis(),
                process.gateway(now),
                traffic(now),
                latency.percentiles(),
                firstToken.percentiles(),
                counts(
                        "error ",
                        now.sums(Fact.OPERATIONS, Dimension.ERROR_TYPE, row -> isFailure(now, row), Row::count)),
                counts("limit ", limits(now)),
                providers.of(now),
                uses.models(now),
                uses.tenants(now),
                caches.of(now),
                process.loops(now),
                ProcessRows.memory(now),
                now.sums(Fact.CONNECTIONS, Dimension.CONNECTION_KIND, Dimension.CONNECTION_STATE),
                untold());
    }

    /** The same moment with all exchanges that are remembered. */
    Second whole(Second last) {
        return last.with(views(sources.recent().newest()));
    }

    private List<ExchangeView> untold() {
        List<ExchangeRecord> newest = sources.recent().newest();
        List<ExchangeRecord> fresh =
                newest.stream().filter(each -> !told.contains(each)).toList();
        told = Collections.newSetFromMap(new IdentityHashMap<>());
        told.addAll(newest);
        return views(fresh);
    }

    private List<ExchangeView> views(List<ExchangeRecord> exchanges) {
        return exchanges.stream()
                .map(each -> ExchangeView.of(each, sources.recent().names()))
                .toList();
    }

    private Second.Traffic traffic(Grouping now) {
        long requests = now.sum(Fact.OPERATIONS, ALL, Row::count);
        long failures = now.sum(Fact.OPERATIONS, row -> isFailure(now, row), Row::count);
        Map<String, Long> tokens = now.sums(Fact.TOKENS, Dimension.TOKEN_TYPE);
        return new Second.Traffic(
                now.sum(Fact.ACTIVE_REQUESTS),
                requests,
                rates.of("requests", requests),
                rates.of("failures", failures),
                rates.of("input", tokens.getOrDefault(UseRows.INPUT, 0L)),
                rates.of("output", tokens.getOrDefault(UseRows.OUTPUT, 0L)),
                rates.of("cost", now.sum(Fact.COST)) / Fact.COST.scale());
    }

    private static boolean isFailure(Grouping now, Row row) {
        return !now.is(row, Dimension.OUTCOME, SUCCESS);
    }

    private static Map<String, Long> limits(Grouping now) {
        Map<String, Long> flat = new TreeMap<>();
        now.sums(Fact.LIMITS, Dimension.SCOPE, Dimension.LIMIT)
                .forEach((scope, limits) -> limits.forEach((limit, count) -> flat.put(scope + " " + limit, count)));
        return flat;
    }

    /** What has happened at all, the most frequent first. */
    private List<Second.Count> counts(String kind, Map<String, Long> totals) {
        return totals.entrySet().stream()
                .map(each -> new Second.Count(
                        each.getKey(), each.getValue(), rates.of(kind + each.getKey(), each.getValue())))
                .filter(each -> each.total() > 0)
                .sorted((one, other) -> Long.compare(other.total(), one.total()))
                .limit(UseRows.MOST)
                .toList();
    }
}
