package dev.sluice.netty.testing;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.admission.OutputLengths;
import dev.sluice.core.admission.SharedCounters;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.semantic.SemanticCache;
import dev.sluice.core.config.AddedKeys;
import dev.sluice.core.config.LiveConfig;
import dev.sluice.core.config.LiveState;
import dev.sluice.core.config.Platform;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.dialect.Dialects;
import dev.sluice.core.dialect.translate.Translations;
import dev.sluice.core.journal.Bookkeeping;
import dev.sluice.core.journal.PassingBooks;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.resilience.RetryBudgets;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.store.ResponseHomes;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.core.time.Ticker;
import dev.sluice.netty.exchange.Accounting;
import dev.sluice.netty.exchange.AnswerCaches;
import dev.sluice.netty.exchange.Embeddings;
import dev.sluice.netty.exchange.LookupPool;
import dev.sluice.netty.server.GatewayServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.awaitility.Awaitility;

/**
 * A gateway on a free port of loopback, from a configuration in YAML, that keeps what it tells. {@code server.listen},
 * {@code admin.listen}, {@code auth} and {@code resilience} need not be given.
 */
public final class TestGateway implements AutoCloseable {

    private final Path file;
    private final LiveConfig config;
    private final RecordingListener records;
    private final GatewayServer server;
    private final Books books;

    /** Answers that are given again. */
    private record Cached(
            ExactCache exact,
            SemanticCache semantic,
            Caches caches,
            TurnedClock clock,
            Embeddings embeddings,
            LookupPool lookups) {}

    /** What was counted, and where it is written. */
    private record Books(Meters meters, Bookkeeping written, Cached cached) {}

    private TestGateway(Path file, LiveConfig config, RecordingListener records, GatewayServer server, Books books) {
        this.file = file;
        this.config = config;
        this.records = records;
        this.server = server;
        this.books = books;
    }

    /** Starts a gateway with this configuration. */
    public static TestGateway start(String yaml) {
        return start(yaml, new MemoryStore(), new Translations());
    }

    /** Starts a gateway with this configuration, which writes what is used into these books. */
    public static TestGateway start(String yaml, Bookkeeping books) {
        return start(yaml, new Backing(new MemoryStore(), books), new Translations());
    }

    /** Starts a gateway with this configuration, which keeps in a store where responses live; closed by its owner. */
    public static TestGateway start(String yaml, Store store) {
        return start(yaml, store, new Translations());
    }

    /** Starts a gateway with this configuration that knows these translations. */
    public static TestGateway start(String yaml, Translations translations) {
        return start(yaml, new MemoryStore(), translations);
    }

    /**
     * Starts a gateway with this configuration that shares its limits, and passes none of them without these counters.
     */
    public static TestGateway start(String yaml, SharedCounters counters) {
        Store store = new MemoryStore();
        Bookkeeping books = new PassingBooks(store.ledger());
        Function<Meters, Gates> gates = meters -> new Gates(meters, counters, kind -> true, Ticker.SYSTEM);
        return start(yaml, new Backing(store, books, gates, List.of()), new Translations());
    }

    /** What outlives requests, and what counts them. */
    private record Backing(Store store, Bookkeeping books, Function<Meters, Gates> gates, List<DistantCache> distant) {

        Backing(Store store, Bookkeeping books) {
            this(store, books, Gates::new, List.of());
        }
    }

    /** Starts a gateway with this configuration that asks these caches when it has nothing at hand. */
    public static TestGateway start(String yaml, List<DistantCache> distant) {
        Store store = new MemoryStore();
        Bookkeeping books = new PassingBooks(store.ledger());
        return start(yaml, new Backing(store, books, Gates::new, distant), new Translations());
    }

    private static TestGateway start(String yaml, Store store, Translations translations) {
        return start(yaml, new Backing(store, new PassingBooks(store.ledger())), translations);
    }

    private static TestGateway start(String yaml, Backing backing, Translations translations) {
        Store store = backing.store();
        Bookkeeping books = backing.books();
        Midnight.keepAway();
        try {
            Path file = Files.createTempFile("gateway", ".yaml");
            Files.writeString(file, complete(yaml));
            Platform platform = new Platform(name -> null, new Dialects().all(), 2, 512L << 20, 512L << 20);
            RecordingListener records = new RecordingListener();
            Verdict<LiveConfig> verdict = LiveConfig.open(file, platform, live(records), settings -> AddedKeys.NONE);
            if (verdict instanceof Verdict.Refused<LiveConfig> refused) {
                throw new IllegalArgumentException(refused.problems().toString());
            }
            LiveConfig config = ((Verdict.Accepted<LiveConfig>) verdict).value();
            Meters meters = new Meters();
            TurnedClock clock = new TurnedClock();
            ExactCache exact = new ExactCache(clock, Runnable::run);
            exact.apply(config.current().cache());
            LookupPool lookups = new LookupPool(2);
            Embeddings embeddings = new Embeddings(lookups);
            SemanticCache semantic = new SemanticCache(() -> config.current().cache(), embeddings, lookups, clock);
            semantic.apply(config.current().cache());
            List<DistantCache> distant = new ArrayList<>(backing.distant());
            distant.add(semantic);
            Cached cached = new Cached(exact, semantic, new Caches(exact, distant), clock, embeddings, lookups);
            GatewayServer server = GatewayServer.start(new GatewayServer.Collaborators(
                    config::current,
                    records,
                    new ResponseHomes(store, Clock.systemUTC()),
                    () -> 0,
                    translations,
                    new Accounting(backing.gates().apply(meters), books, new OutputLengths(), 0, () -> null),
                    AnswerCaches.of(cached.caches(), embeddings, clock)));
            return new TestGateway(file, config, records, server, new Books(meters, books, cached));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a gateway, in open mode, that sends the model {@code m} to an upstream on this port of loopback. */
    public static TestGateway inFrontOf(int port) {
        return start(routing(port, ""));
    }

    /** The configuration of {@link #inFrontOf}, with {@code more} behind it. */
    public static String routing(int port, String more) {
        return """
                providers:
                  - name: up
                    dialect: openai
                    base_url: "http://127.0.0.1:%d"
                    keys: [ { name: k, value: sk-upstream } ]
                models:
                  - { name: m, targets: [ { provider: up } ] }
                  - { name: alias, targets: [ { provider: up, model: m } ] }
                %s
                """.formatted(port, more);
    }

    private static LiveState live(RecordingListener records) {
        return new LiveState(
                new KeyRings(Ticker.SYSTEM, Clock.systemUTC(), (ring, key) -> {}),
                new VitalsTable(
                        Ticker.SYSTEM, (provider, model, from, to) -> records.breakerChanged(provider, model, to)),
                new RetryBudgets(Ticker.SYSTEM),
                new PriceBooks(Clock.systemUTC()),
                new Accounts());
    }

    private static String complete(String yaml) {
        StringBuilder all = new StringBuilder(yaml);
        if (!yaml.contains("server:")) {
            all.append("\n").append(serving(""));
        }
        if (!yaml.contains("admin:")) {
            all.append("\nadmin: { listen: \"127.0.0.1:0\" }\n");
        }
        if (!yaml.contains("auth:")) {
            all.append("\nauth: { mode: open }\n");
        }
        if (!yaml.contains("resilience:")) {
            // What happens once is easier to look at; what is tried again has scenarios of its own.
            all.append("\nresilience: { attempts: 1, breaker: { failures: 1000 }, timeouts: { connect: 1m } }\n");
        }
        if (!yaml.contains("log:")) {
            all.append("\nlog: { access: none }\n");
        }
        return all.toString();
    }

    /** What stands for {@code server:} in a configuration, with these keys besides the address. */
    public static String serving(String keys) {
        // Time enough to connect, with TLS too, for the first time on a busy machine.
        String patience = keys.contains("header_timeout") ? "" : ", header_timeout: 2m";
        return "server: { listen: \"127.0.0.1:0\"" + patience + (keys.isEmpty() ? "" : ", " + keys) + " }\n";
    }

    public int port() {
        return server.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public GatewayServer server() {
        return server;
    }

    /** What requests that begin now run under. */
    public Snapshot snapshot() {
        return config.current();
    }

    public RecordingListener records() {
        return records;
    }

    /** Writes another configuration to the file and reloads it. */
    public Verdict<Snapshot> reload(String yaml) {
        try {
            Files.writeString(file, complete(yaml));
            Verdict<Snapshot> verdict = config.reload();
            if (verdict instanceof Verdict.Accepted<Snapshot> accepted) {
                books.cached().exact().apply(accepted.value().cache());
                books.cached().semantic().apply(accepted.value().cache());
                server.reloaded(accepted.value());
            }
            return verdict;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until this holds. */
    public static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition::getAsBoolean);
    }

    /** Waits until so many exchanges are settled, and gives them. */
    public List<ExchangeRecord> settled(int count) {
        await(() -> records.exchanges().size() >= count);
        return records.exchanges();
    }

    /** Answers that are given again. */
    public Caches caches() {
        return books.cached().caches();
    }

    /** Has vectors made. */
    public Embeddings embeddings() {
        return books.cached().embeddings();
    }

    /** By which they grow old. */
    public TurnedClock clock() {
        return books.cached().clock();
    }

    /** What everybody has used. */
    public Meters meters() {
        return books.meters();
    }

    /** Who may ask. */
    public Accounts accounts() {
        return config.live().accounts();
    }

    @Override
    public void close() {
        server.close();
        books.cached().lookups().close();
        books.written().close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
