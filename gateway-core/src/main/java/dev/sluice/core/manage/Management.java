package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.store.Store;
import dev.sluice.core.time.Ticker;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What operators do while the gateway runs, and what the gateway does by itself for its providers: from its making to
 * {@link #close} invalid keys are validated again, and models probed, on a thread of its own. Thread-safe.
 */
public final class Management implements AutoCloseable {

    private final ProviderAdmin providers;
    private final KeyAdmin keys;
    private final Validations validations;
    private final AccountAdmin accounts;
    private final CreditAdmin credits;
    private final UsageAdmin usage;
    private final CacheAdmin caches;
    private final ValidationJob job;
    private final Upkeep upkeep;

    /**
     * What management works on.
     *
     * @param live the configuration in force
     * @param keyLabels where added keys get their numbers: {@code Identities.keys}
     * @param caches those of answers
     */
    public record Collaborators(
            Supplier<Snapshot> live,
            KeyStorage storage,
            KeyProbe probe,
            GatewayListener listener,
            Labels keyLabels,
            Books books,
            Caches caches) {}

    /**
     * Who uses what, and pays for it.
     *
     * @param retention for how long entries are kept
     */
    public record Books(Store store, KnownAccounts known, Balances balances, Duration retention, Clock clock) {

        /** Those of a store that nobody shares. */
        public Books(Store store, Accounts accounts, Meters meters, Duration retention, Clock clock) {
            this(store, new KnownAccounts(accounts), new Balances(store.ledger(), meters), retention, clock);
        }

        public Accounts accounts() {
            return known.accounts();
        }

        public Meters meters() {
            return balances.meters();
        }
    }

    public Management(Collaborators with, Ticker ticker) {
        Groups groups = new Groups(with.live());
        KeyJudge judge = new KeyJudge(with.probe(), with.listener());
        providers = new ProviderAdmin(groups);
        keys = new KeyAdmin(groups, with.storage(), with.keyLabels());
        validations = new Validations(groups, judge);
        job = new ValidationJob(groups, validations, judge, ticker);
        Books books = with.books();
        Predicate<String> isGroup = group -> groups.find(group).fold(found -> true, refusal -> false);
        accounts = new AccountAdmin(
                new AccountAdmin.Collaborators(
                        books.known(), books.store(), isGroup, new SecureRandom(), Management::aside),
                books.clock());
        credits = new CreditAdmin(books);
        usage = new UsageAdmin(books);
        caches = new CacheAdmin(with.caches());
        UsageRetention retention = new UsageRetention(books.store().usage(), books.retention(), books.clock());
        MeterSweep sweep = new MeterSweep(books.meters(), books.accounts(), isGroup, books.clock());
        upkeep = new Upkeep(List.of(
                job::turn,
                new HealthProbes(groups, judge, ticker)::turn,
                with.storage()::retry,
                retention::turn,
                sweep::turn));
    }

    /** For what is rare, and may block: no more of it at a time than there are calls under way. */
    private static void aside(Runnable task) {
        Thread thread = new Thread(task, "sluice-accounts");
        thread.setDaemon(true);
        thread.start();
    }

    public ProviderAdmin providers() {
        return providers;
    }

    public KeyAdmin keys() {
        return keys;
    }

    public Validations validations() {
        return validations;
    }

    public AccountAdmin accounts() {
        return accounts;
    }

    public CreditAdmin credits() {
        return credits;
    }

    public UsageAdmin usage() {
        return usage;
    }

    public CacheAdmin caches() {
        return caches;
    }

    /** Starts no more probes; what is under way ends by itself. */
    @Override
    public void close() {
        upkeep.close();
        job.close();
        validations.close();
    }
}
