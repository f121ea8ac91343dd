package dev.sluice.metrics.instrument;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway knows at a scrape. A distribution has {@link #bounds} and rows of buckets with their sum behind
 * them; any other fact has one cell a row. Cells hold whole numbers: the value in the fact's unit times {@link #scale}.
 */
public enum Fact {
    HTTP_DURATION(Bounds.HTTP, Scale.NANOS),
    REQUEST_BODY(Bounds.SIZE, Scale.ONE),
    RESPONSE_BODY(Bounds.SIZE, Scale.ONE),
    ACTIVE_REQUESTS,
    OPERATIONS(Bounds.OPERATION, Scale.NANOS),
    FIRST_TOKEN(Bounds.FIRST_TOKEN, Scale.NANOS),
    UPSTREAM_FIRST_CHUNK(Bounds.FIRST_TOKEN, Scale.NANOS),
    OUTPUT_TOKEN(Bounds.TOKEN_GAP, Scale.NANOS),
    CHUNK_GAP(Bounds.TOKEN_GAP, Scale.NANOS),
    OVERHEAD(Bounds.OVERHEAD, Scale.NANOS),
    /** What native histograms show, where they are on; likewise the three after it. */
    NATIVE_OPERATIONS(Bounds.NATIVE, Scale.NANOS),
    NATIVE_FIRST_TOKEN(Bounds.NATIVE, Scale.NANOS),
    NATIVE_OUTPUT_TOKEN(Bounds.NATIVE, Scale.NANOS),
    NATIVE_OVERHEAD(Bounds.NATIVE, Scale.NANOS),
    TOKENS(Bounds.TOKENS, Scale.ONE),
    /** Pico-dollars, shown as USD. */
    COST(null, Scale.PICOS),
    /** Requests that used what has no price. */
    UNPRICED,
    /** Requests to model endpoints by whose they are. */
    TENANT_OPERATIONS,
    TENANT_TOKENS,
    TENANT_COST(null, Scale.PICOS),
    /** What tenants ask which models for. */
    USE_OPERATIONS,
    USE_TOKENS,
    USE_COST(null, Scale.PICOS),
    /** Costs of requests that users pay from their credits. */
    CREDITS(null, Scale.PICOS),
    /** What was taken from credits and trials. */
    CHARGED(null, Scale.PICOS),
    CHARGED_TOKENS,
    KEY_USES,
    /** Refusals by whose limit it was. */
    LIMITS,
    /** Refusals by which key was used. */
    KEY_LIMITS,
    /** Requests that ended with the answer that there are too many. */
    RATE_LIMITS,
    /** Requests that passed over a budget. */
    BUDGETS_EXCEEDED,
    LIMIT_ROOM,
    RESERVATIONS,
    CLIENT_KEYS,
    TRIALS,
    SUBSCRIPTIONS,
    CREDIT_BALANCE(null, Scale.PICOS),
    ACTIVE_TENANTS,
    LEDGER_ENTRIES,
    JOURNAL_BEHIND,
    JOURNAL_TROUBLE,
    QUEUE_SIZE,
    QUERIES(Bounds.QUERY, Scale.NANOS),
    SHARED_REACHABLE,
    SHARED_GATEWAYS,
    SHARED_HOLDS,
    /** Exchanges at their admission, where several gateways share limits. */
    SHARED_DECISIONS,
    SHARED_CLAIMS,
    /** 1 for kinds of limits that are not counted together at the moment. */
    LIMITS_FAILING,
    /** Looks into caches of answers. */
    CACHE_LOOKUPS(Bounds.CACHE, Scale.NANOS),
    /** What all caches together took of a request's time. */
    CACHE_LATENCY(Bounds.CACHE, Scale.NANOS),
    /** Requests that caches had something to do with, each once. */
    CACHE_REQUESTS,
    CACHE_SAVED_TOKENS,
    CACHE_SAVED_COST(null, Scale.PICOS),
    CACHE_ENTRIES,
    CACHE_TENANT_ENTRIES,
    CACHE_BYTES,
    CACHE_EVICTIONS,
    CACHE_CORRUPT,
    ROUGH_ESTIMATES,
    PRICE_BOOK_AGE(null, Scale.MILLIS),
    PRICE_BOOK_ENTRIES,
    PRICE_BOOK_ENTRIES_REFUSED,
    PRICE_BOOK_REFUSED,
    ATTEMPTS(Bounds.OPERATION, Scale.NANOS),
    /** Requests that got as far as a group, whatever its endpoint. */
    GROUP_OPERATIONS(Bounds.GROUP, Scale.NANOS),
    /** Attempts that were made with a key, by what they say of it. */
    KEY_ATTEMPTS,
    RETRIES,
    FAILOVERS,
    HEDGES,
    STALE_CONNECTIONS,
    ROUTING_DECISIONS,
    MODEL_SWITCHES,
    ROUTING_FAILURES,
    KEY_VALIDATIONS,
    BREAKER_TRANSITIONS,
    UPSTREAM_KEYS,
    KEY_HEALTH(null, Scale.RATIO),
    /** 1 for the state that a breaker is in, 0 for its others. */
    BREAKER,
    /** The worst of a provider's breakers: 0 closed, 1 half-open, 2 open. */
    BREAKER_WORST,
    /** 0 while all of a provider's breakers are closed, else 1. */
    BREAKER_NOT_CLOSED,
    HEALTH_SCORE(null, Scale.RATIO),
    SUCCESS_RATIO(null, Scale.RATIO),
    LATENCY_P95(null, Scale.NANOS),
    AVAILABILITY,
    ERROR_RATIO(null, Scale.RATIO),
    CONNECTIONS,
    /** Those in use, with those of the store. */
    CONNECTION_TYPES,
    ACQUIRES(Bounds.ACQUIRE, Scale.NANOS),
    BACKPRESSURE(null, Scale.NANOS),
    OUTBOUND_BYTES,
    LOOP_LAG(Bounds.LAG, Scale.NANOS),
    /** The newest probe of the loop that was latest. */
    LOOP_LAG_NEWEST(null, Scale.NANOS),
    LOOP_BUSY(null, Scale.RATIO),
    LOOP_PENDING,
    DIRECT_MEMORY,
    BODY_MEMORY,
    ACCESS_LINES_DROPPED,
    SPANS_DROPPED,
    READY,
    RELOADS,
    LAST_RELOAD_SUCCESSFUL,
    LAST_RELOAD_TIME(null, Scale.MILLIS),
    LABEL_OVERFLOWS,
    SCRAPES(Bounds.SCRAPE, Scale.NANOS),
    SCRAPE_BYTES,
    SCRAPE_SERIES,
    BUILD,
    START_TIME(null, Scale.MILLIS),
    UPTIME(null, Scale.MILLIS),
    CPU(null, Scale.NANOS),
    CPU_USER(null, Scale.NANOS),
    CPU_SYSTEM(null, Scale.NANOS),
    RESIDENT_MEMORY,
    VIRTUAL_MEMORY,
    OPEN_FDS,
    MAX_FDS,
    MEMORY_USED,
    MEMORY_COMMITTED,
    MEMORY_MAX,
    POOL_USED,
    POOL_COMMITTED,
    POOL_AVAILABLE,
    THREADS,
    DAEMON_THREADS,
    GC_PAUSES(Bounds.GC, Scale.NANOS);

    @SuppressWarnings(
            "ImmutableEnumChecker") // Bounds are immutable, and write to their arrays only when they are made.
    private final @Nullable Bounds bounds;

    private final double scale;

    Fact() {
        this(null, Scale.ONE);
    }

    Fact(@Nullable Bounds bounds, double scale) {
        this.bounds = bounds;
        this.scale = scale;
    }

    /** Constants of a nested class, because an enum's own are not yet there when its members are made. */
    private static final class Scale {
        static final double ONE = 1;
        static final double MILLIS = 1e3;
        static final double NANOS = 1e9;
        static final double PICOS = 1e12;
        static final double RATIO = 1e9;
    }

    /** The bounds of a distribution. */
    public Optional<Bounds> bounds() {
        return Optional.ofNullable(bounds);
    }

    /** What a cell (of a distribution: its sum) is divided by to give the shown unit. */
    public double scale() {
        return scale;
    }

    /** An empty cube for this fact. */
    Cube cube(int minors) {
        if (bounds == null) {
            throw new IllegalStateException(this + " is no distribution");
        }
        return new Cube(bounds, minors);
    }

    /** The cells of one row. */
    int cells() {
        return bounds == null ? 1 : bounds.cells();
    }
}
