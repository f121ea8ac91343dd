package dev.sluice.core.manage;

import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreWatcher;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
    /** Between two readings of what changes while it is read. */
    private static final long AGAIN_MILLIS = 100;

    /** How often it is looked whether the store has again what it had lost. */
    private static final long LOOK_MILLIS = 2_000;

    private static final long CLOSE_SECONDS = 10;

    private final Store store;
    private final KnownAccounts accounts;
    private final Balances balances;
    private final KeyKeeper keys;
    private final ScheduledThreadPoolExecutor reader = new ScheduledThreadPoolExecutor(1, OthersChanges::thread);

    /** The reader's own: how many rows the store lacked the last time. */
    private final Map<Part, Integer> missed = new EnumMap<>(Part.class);

    private Wanted wanted = new Wanted();
    private boolean queued;
    private boolean failing;
    /** Of what the store has lost some, until it has it again: what is known is kept. */
    private final Set<Part> lacking = EnumSet.noneOf(Part.class);

    private volatile boolean incomplete;

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
        keys.whenInDoubt(
                () -> want(EnumSet.of(Part.KEYS), Set.of()), () -> want(EnumSet.of(Part.KEYS), Set.of(), AGAIN_MILLIS));
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
    public void spent(Collection<String> users) {
        want(EnumSet.noneOf(Part.class), users);
    }

    @Override
    public void changesMissed() {
        want(EnumSet.allOf(Part.class), Set.of());
    }

    @Override
    public void rowsLost() {
        synchronized (this) {
            lacking.add(Part.ACCOUNTS);
            lacking.add(Part.KEYS);
            incomplete = true;
        }
        accounts.storeLacks();
        want(EnumSet.of(Part.ACCOUNTS, Part.KEYS), Set.of());
    }

    /** The code of what is wrong with the store: that it lacks what is known here; null: nothing. */
    public @Nullable String trouble() {
        return incomplete ? "accounts_incomplete" : null;
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

    private void want(Set<Part> parts, Collection<String> users) {
        want(parts, users, 0);
    }

    private synchronized void want(Set<Part> parts, Collection<String> users, long restMillis) {
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
            if (!now.users().isEmpty()) {
                balances.refresh(now.users());
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
        if (lacks(part)) {
            merge(part);
            return;
        }
        switch (part) {
            case ACCOUNTS -> accounts.read(store);
            case KEYS -> keys.read(store);
            case BALANCES -> balances.refresh();
        }
    }

    private synchronized boolean lacks(Part part) {
        return lacking.contains(part);
    }

    /** Until the store has again all that is known here. */
    private void merge(Part part) {
        int missing = part == Part.ACCOUNTS ? accounts.merge(store) : keys.merge(store);
        if (missing > 0) {
            if (missing != missed.getOrDefault(part, 0)) {
                LOG.warn(
                        "{} {} are known here that the store has lost: they go on until this gateway ends; restore a"
                                + " backup, or make or delete them anew",
                        missing,
                        part == Part.ACCOUNTS ? "accounts" : "provider keys");
            }
            missed.put(part, missing);
            later(part);
            return;
        }
        missed.remove(part);
        synchronized (this) {
            lacking.remove(part);
            incomplete = !lacking.isEmpty();
        }
        LOG.info(
                "the store has all {} again that are known here", part == Part.ACCOUNTS ? "accounts" : "provider keys");
    }

    private synchronized void later(Part part) {
        if (!reader.isShutdown()) {
            reader.schedule(() -> want(EnumSet.of(part), Set.of()), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
