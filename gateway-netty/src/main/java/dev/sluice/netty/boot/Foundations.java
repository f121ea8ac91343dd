package dev.sluice.netty.boot;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Tidying;
import dev.sluice.core.cache.semantic.SemanticCache;
import dev.sluice.core.config.AddedKeys;
import dev.sluice.core.config.LiveConfig;
import dev.sluice.core.config.LiveState;
import dev.sluice.core.config.Platform;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.journal.Bookkeeping;
import dev.sluice.core.manage.AccountLevels;
import dev.sluice.core.manage.AccountRows;
import dev.sluice.core.manage.Balances;
import dev.sluice.core.manage.KeyKeeper;
import dev.sluice.core.manage.KnownAccounts;
import dev.sluice.core.manage.Management;
import dev.sluice.core.manage.OthersChanges;
import dev.sluice.core.manage.SharedLimitLevels;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.JournalState;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryBudgets;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.store.QueryListener;
import dev.sluice.core.store.ResponseHomes;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Kind;
import dev.sluice.core.store.sqlite.StoreLock;
import dev.sluice.core.time.Ticker;
import dev.sluice.metrics.instrument.Database;
import dev.sluice.metrics.instrument.Metrics;
import dev.sluice.netty.exchange.Accounting;
import dev.sluice.netty.exchange.AnswerCaches;
import dev.sluice.netty.exchange.Embeddings;
import dev.sluice.netty.exchange.LookupPool;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway stands on: its configuration, the store that this names, and the keeper that carries what is learnt of
 * keys from one life of the process to the next. Whoever opens it closes it. Thread-safe.
 */
final class Foundations implements AutoCloseable {

    private static final int LOOKING_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final LiveConfig config;
    private final Opening opening;
    private final Meters meters = new Meters();
    private final Bookkeeping journals;
    private final Management.Books books;
    private final OthersChanges others;
    private final StoreSettings settings;
    private final Gates gates;
    private final Tidying tidying = new Tidying();
    private final ExactCache exact = new ExactCache(Clock.systemUTC(), tidying);
    private final DistantCaches distant;
    private final LookupPool lookups = new LookupPool(LOOKING_THREADS);
    private final Embeddings embeddings = new Embeddings(lookups);
    private final SemanticCache semantic;
    private final AnswerCaches caches;

    private Foundations(LiveConfig config, Opening opening) {
        this.config = config;
        this.opening = opening;
        this.settings = config.current().store();
        this.semantic = new SemanticCache(() -> config.current().cache(), embeddings, lookups, Clock.systemUTC());
        this.gates = gates();
        this.distant = DistantCaches.of(opening.store(), settings, exact, this::purged, Clock.systemUTC());
        // Similar questions last: they cost a call.
        List<DistantCache> further = new ArrayList<>(distant.all());
        further.add(semantic);
        this.caches = AnswerCaches.of(new Caches(exact, further), embeddings, Clock.systemUTC());
        // What an earlier life has left goes into the ledger, and then from there into the meters.
        this.journals = Books.open(config.current(), opening.store().ledger(), gates);
        if (config.current().store().kind() != Kind.REDIS) {
            // Else it is what all gateways have used, of which this one's part is not known.
            Books.restoreUse(opening.store().ledger(), meters, Clock.systemUTC().millis());
        }
        Books.restoreFunds(opening.store().ledger(), meters);
        opening.breakerLog = new BreakerLog(config);
        this.books = new Management.Books(
                opening.store(),
                opening.known,
                new Balances(opening.store().ledger(), meters),
                config.current().store().usageRetention(),
                Clock.systemUTC());
        // Before the first request: what was invalid or added before is so again.
        reloaded();
        // From here on also what other gateways change.
        this.others = new OthersChanges(books, opening.keeper());
        opening.store().watch(others);
    }

    /**
     * Reads the configuration, opens the store and recalls what it has. Blocks.
     *
     * @throws dev.sluice.core.store.StoreException when the store cannot be opened; the message says what to do
     */
    static Verdict<Foundations> open(Path file, Platform platform) {
        Opening opening = new Opening();
        LiveState live = new LiveState(
                new KeyRings(Ticker.SYSTEM, Clock.systemUTC(), opening::keyChanged),
                new VitalsTable(Ticker.SYSTEM, opening::breakerChanged),
                new RetryBudgets(Ticker.SYSTEM),
                new PriceBooks(Clock.systemUTC()),
                opening.accounts);
        Verdict<LiveConfig> verdict = LiveConfig.open(file, platform, live, opening::open);
        if (verdict instanceof Verdict.Refused<LiveConfig> refused) {
            opening.close();
            return new Verdict.Refused<>(refused.problems());
        }
        try {
            return new Verdict.Accepted<>(new Foundations(((Verdict.Accepted<LiveConfig>) verdict).value(), opening));
        } catch (RuntimeException e) {
            opening.close();
            throw e;
        }
    }

    LiveConfig config() {
        return config;
    }

    KeyKeeper keeper() {
        return opening.keeper();
    }

    ResponseHomes homes() {
        return opening.homes();
    }

    /** What limits and charges exchanges. */
    Accounting accounting() {
        return Accounting.of(gates, journals, others::trouble);
    }

    /** Answers that are given again. */
    AnswerCaches caches() {
        return caches;
    }

    /** Another gateway has purged answers: they go from the memory of this one. */
    private void purged(Purge which) {
        exact.purge(which);
        semantic.forget(which);
    }

    /** Counted here; where gateways share a store there, for all of them together. */
    private Gates gates() {
        StoreSettings.Redis redis = settings.redis();
        return opening.store()
                .counters()
                .map(counters -> new Gates(
                        meters,
                        counters,
                        kind -> redis != null && redis.whenUnreachable().closes(kind),
                        Ticker.SYSTEM))
                .orElseGet(() -> new Gates(meters));
    }

    /** Who uses what, and pays for it. */
    Management.Books books() {
        return books;
    }

    /** From here on breakers are heard, and what is asked of the database. */
    void listener(GatewayListener listener) {
        opening.listener = listener;
    }

    /** Has scrapes read the levels of accounts and of what keeps their books. */
    void tellLevels(Metrics metrics) {
        metrics.accounts(new AccountLevels(
                config.live().accounts(), meters, config.identities().callers(), Clock.systemUTC()));
        if (journals instanceof JournalState state) {
            metrics.journals(state);
        }
        metrics.caches(caches.caches());
        switch (settings.kind()) {
            case MEMORY -> {}
            case SQLITE -> metrics.database(Database.DB, opening.store()::connections);
            case REDIS -> metrics.database(Database.REDIS, opening.store()::connections);
        }
        tellShared(metrics, settings.redis());
    }

    private void tellShared(Metrics metrics, StoreSettings.@Nullable Redis redis) {
        if (redis != null) {
            gates.tally()
                    .flatMap(tally -> opening.store()
                            .counters()
                            .map(counters -> new SharedLimitLevels(counters, tally, redis.whenUnreachable())))
                    .ifPresent(metrics::sharedLimits);
        }
    }

    /**
     * A configuration is in force: rings that are new learn what is stored of their keys, and what others made and the
     * file was in the way of is used.
     */
    void reloaded() {
        keeper().recall(config.live().keys(), config.identities().keys());
        opening.known.retry();
        exact.apply(config.current().cache());
        // After that at hand, which takes what was kept.
        distant.apply(config.current().cache());
        semantic.apply(config.current().cache());
    }

    @Override
    public void close() {
        others.close();
        lookups.close();
        journals.close();
        distant.close();
        tidying.close();
        opening.close();
    }

    /** Joins what is made early with what it must tell of its changes, which is made later. */
    private static final class Opening {

        private final Accounts accounts = new Accounts();
        private final KnownAccounts known = new KnownAccounts(accounts);
        private volatile @Nullable Store store;
        private volatile @Nullable StoreLock lock;
        private volatile @Nullable KeyKeeper keeper;
        private volatile @Nullable GatewayListener listener;
        private volatile @Nullable BreakerLog breakerLog;

        AddedKeys open(StoreSettings settings) {
            if (settings.kind() == Kind.REDIS) {
                // The store is everybody's, the journals are not.
                lock = StoreLock.take(settings.path());
            }
            Store opened = StoreOpener.open(settings, this::queried);
            store = opened;
            AccountRows.recall(opened, accounts);
            KeyKeeper made = new KeyKeeper(opened, vault(settings));
            keeper = made;
            return made::hasAdded;
        }

        /** What is kept in memory only needs no key that outlives the process. */
        private static KeyVault vault(StoreSettings settings) {
            return settings.kind() == Kind.MEMORY && settings.encryptionKey() == null
                    ? KeyVault.ofThisProcess()
                    : KeyVault.of(settings.encryptionKey(), settings.previousKeys());
        }

        KeyKeeper keeper() {
            KeyKeeper made = keeper;
            if (made == null) {
                throw new IllegalStateException("a configuration is accepted with its store open");
            }
            return made;
        }

        ResponseHomes homes() {
            return new ResponseHomes(store(), Clock.systemUTC());
        }

        Store store() {
            Store opened = store;
            if (opened == null) {
                throw new IllegalStateException("a configuration is accepted with its store open");
            }
            return opened;
        }

        void keyChanged(KeyRing ring, ProviderKey key) {
            KeyKeeper told = keeper;
            if (told != null) {
                told.changed(ring, key);
            }
        }

        private void queried(QueryListener.Table table, QueryListener.Operation operation, long nanos) {
            GatewayListener told = listener;
            if (told != null) {
                told.queried(table, operation, nanos);
            }
        }

        void breakerChanged(int provider, int model, BreakerState from, BreakerState to) {
            BreakerLog log = breakerLog;
            if (log != null) {
                log.changed(provider, model, from, to);
            }
            GatewayListener told = listener;
            if (told != null) {
                told.breakerChanged(provider, model, to);
            }
        }

        void close() {
            KeyKeeper made = keeper;
            if (made != null) {
                made.close();
            }
            Store opened = store;
            if (opened != null) {
                opened.close();
            }
            StoreLock taken = lock;
            if (taken != null) {
                taken.close();
            }
        }
    }
}
