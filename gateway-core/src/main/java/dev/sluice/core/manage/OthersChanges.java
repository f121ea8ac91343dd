package dev.sluice.core.manage;

import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreWatcher;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other gateways change in a store that is shared holds here, too: what is told of accounts and keys at once, on
 * the thread that tells it; what must be read, on a thread of its own, one reading at a time, and again until the store
 * answers. Of credits it is read what they come to, since what is told may be older than what this gateway knows.
 * Thread-safe.
 */
public final class OthersChanges implements StoreWatcher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OthersChanges.class);
    private static final long REST_MILLIS = 1_000;
    private static final long CLOSE_SECONDS = 10;

    private final Store store;
    private final KnownAccounts accounts;
    private final Balances balances;
    private final KeyKeeper keys;
    private final ScheduledThreadPoolExecutor reader = new ScheduledThreadPoolExecutor(1, OthersChanges::thread);

    private Wanted wanted = new Wanted();
    private boolean queued;
    private boolean failing;

    /** What is to be read. */
    private record Wanted(EnumSet<Part> parts, Set<String> users) {

        Wanted() {
            this(EnumSet.noneOf(Part.class), new HashSet<>());
        }
    }

    private enum Part {
        ACCOUNTS,
        KEYS,
        BALANCES
    }

    public OthersChanges(Management.Books books, KeyKeeper keys) {
        this.store = books.store();
        this.accounts = books.known();
        this.balances = books.balances();
        this.keys = keys;
        reader.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        accounts.whenInDoubt(() -> want(EnumSet.of(Part.ACCOUNTS), Set.of()));
        keys.whenInDoubt(() -> want(EnumSet.of(Part.KEYS), Set.of()));
    }

    @Override
    public void accountsSaved(List<StoredAccount> saved) {
        follow(Part.ACCOUNTS, () -> accounts.saved(saved));
    }

    @Override
    public void accountsForgotten(Collection<StoredAccount.Id> forgotten) {
        follow(Part.ACCOUNTS, () -> accounts.forgotten(forgotten));
    }

    @Override
    public void providerKeysSaved(List<StoredKey> saved) {
        follow(Part.KEYS, () -> keys.saved(saved));
    }

    @Override
    public void providerKeysForgotten(Collection<StoredKey.Id> forgotten) {
        follow(Part.KEYS, () -> keys.forgotten(forgotten));
    }

    @Override
    public void credited(String user, long picoDollars) {
        want(EnumSet.noneOf(Part.class), Set.of(user));
    }

    @Override
    public void changesMissed() {
        want(EnumSet.allOf(Part.class), Set.of());
    }

    /** Waits for what is being read, within bounds; what comes later is not followed any more. */
    @Override
    public void close() {
        reader.shutdown();
        try {
            if (!reader.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("what others have changed is still being read: ending without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable turns) {
        Thread thread = new Thread(turns, "sluice-others");
        thread.setDaemon(true);
        return thread;
    }

    private void follow(Part part, Runnable change) {
        try {
            change.run();
        } catch (RuntimeException e) {
            LOG.error("what another gateway changed could not be followed: all is read again", e);
            want(EnumSet.of(part), Set.of());
        }
    }

    private void want(Set<Part> parts, Set<String> users) {
        want(parts, users, 0);
    }

    private synchronized void want(Set<Part> parts, Set<String> users, long restMillis) {
        wanted.parts().addAll(parts);
        wanted.users().addAll(users);
        if (!queued && !reader.isShutdown()) {
            queued = true;
            reader.schedule(this::turn, restMillis, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized Wanted taken() {
        Wanted taken = wanted;
        wanted = new Wanted();
        queued = false;
        return taken;
    }

    private void turn() {
        Wanted now = taken();
        try {
            for (Part part : EnumSet.copyOf(now.parts())) {
                read(part);
                now.parts().remove(part);
                if (part == Part.BALANCES) {
                    now.users().clear();
                }
            }
            for (String user : Set.copyOf(now.users())) {
                balances.refresh(user);
                now.users().remove(user);
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("what others have changed cannot be read: {}; it is tried again", e.getMessage(), e);
            }
            failing = true;
            want(now.parts(), now.users(), REST_MILLIS);
        }
    }

    private void read(Part part) {
        switch (part) {
            case ACCOUNTS -> accounts.read(store);
            case KEYS -> keys.read(store);
            case BALANCES -> balances.refresh();
        }
    }
}
