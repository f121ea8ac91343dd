package dev.sluice.core.manage;

import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of keys as they should be in the store, and which of them are not on their way there. A change of state is
 * saved at once; what is not worth a write of its own (a count of failures, that a key has cooled) goes along with the
 * next, or at the end. What could not be saved is tried again, when it is {@link #retry its turn}. Thread-safe: rows
 * reach the store in the order in which they were changed here.
 */
final class KeyRows {

    /** Rows that are sent again at once, at the most. */
    static final int RETRIED = 1_000;

    /** Turns are left out after a failure: 1, then twice as many each time, and at most this many. */
    private static final int LONGEST_REST = 32;

    private final Store store;
    private final Map<StoredKey.Id, StoredKey> rows = new LinkedHashMap<>();
    private final Set<StoredKey.Id> unsaved = new LinkedHashSet<>();

    /** The newest write under way of each row. */
    private final Map<StoredKey.Id, Write> underWay = new HashMap<>();

    /** Whether a write has failed, and something is still not saved. */
    private boolean behind;

    private int rest;
    private int turnsToRest;

    /** Some rows on their way. */
    private static final class Write {
        private final List<StoredKey.Id> ids;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Write(List<StoredKey.Id> ids) {
            this.ids = ids;
        }
    }

    KeyRows(Store store) {
        this.store = store;
    }

    /** Reads what the store has; blocks. */
    void load() {
        List<StoredKey> stored = store.providerKeys();
        synchronized (this) {
            stored.forEach(row -> rows.put(row.id(), row));
        }
    }

    /** All rows by their providers, each's in the order in which they were first saved. */
    synchronized Map<String, List<StoredKey>> byProvider() {
        return rows.values().stream().collect(Collectors.groupingBy(StoredKey::provider));
    }

    synchronized @Nullable StoredKey find(StoredKey.Id id) {
        return rows.get(id);
    }

    /**
     * Changes a row.
     *
     * @param step makes the new row of the one there is, null where there is none; runs under the lock, so that of two
     *     changes the later one sees the later state
     */
    synchronized void change(StoredKey.Id id, UnaryOperator<@Nullable StoredKey> step) {
        StoredKey before = rows.get(id);
        StoredKey after = step.apply(before);
        if (after == null || after.equals(before)) {
            return;
        }
        rows.put(id, after);
        unsaved.add(id);
        if (isWorthAWrite(before, after)) {
            save();
        }
    }

    private static boolean isWorthAWrite(@Nullable StoredKey before, StoredKey after) {
        KeyState was = before == null ? KeyState.ACTIVE : before.state();
        boolean hasCooled = was == KeyState.COOLING && after.state() == KeyState.ACTIVE;
        return !hasCooled
                && (was != after.state()
                        || (before != null && before.coolingUntilEpochMillis() != after.coolingUntilEpochMillis()));
    }

    /** Puts a row in its place; it is saved again later if that fails. */
    synchronized CompletionStage<Void> put(StoredKey row) {
        rows.put(row.id(), row);
        unsaved.add(row.id());
        return save();
    }

    /** Puts rows in their places, all or none: if they cannot be saved all is as before. */
    synchronized CompletionStage<Void> putOrNot(List<StoredKey> added) {
        Map<StoredKey.Id, StoredKey> before = new HashMap<>();
        for (StoredKey row : added) {
            StoredKey old = rows.put(row.id(), row);
            if (old != null) {
                before.put(row.id(), old);
            }
            unsaved.add(row.id());
        }
        return save().whenComplete((saved, failure) -> {
            if (failure != null) {
                takeBack(added, before);
            }
        });
    }

    private synchronized void takeBack(List<StoredKey> added, Map<StoredKey.Id, StoredKey> before) {
        for (StoredKey row : added) {
            StoredKey old = before.get(row.id());
            if (old != null) {
                rows.put(row.id(), old);
            } else {
                rows.remove(row.id());
                unsaved.remove(row.id());
            }
        }
    }

    /** Drops rows that nobody asks for any more. */
    synchronized void forget(Collection<StoredKey.Id> ids) {
        rows.keySet().removeAll(Set.copyOf(ids));
        unsaved.removeAll(Set.copyOf(ids));
        store.forgetProviderKeys(ids);
    }

    /** Completes when all that is known of a key is saved; what is not on its way is sent. */
    synchronized CompletionStage<Void> saved(StoredKey.Id id) {
        if (unsaved.contains(id)) {
            return save();
        }
        Write write = underWay.get(id);
        return write == null ? CompletableFuture.completedStage(null) : write.done.minimalCompletionStage();
    }

    /** Sends all that is not on its way. */
    synchronized CompletionStage<Void> save() {
        return send(List.copyOf(unsaved));
    }

    /** A turn of trying again what could not be saved: one write at a time, and seldom while they fail. */
    synchronized void retry() {
        if (!behind || !underWay.isEmpty()) {
            return;
        }
        if (turnsToRest > 0) {
            turnsToRest--;
        } else {
            send(unsaved.stream().limit(RETRIED).toList());
        }
    }

    private CompletionStage<Void> send(List<StoredKey.Id> ids) {
        Write write = new Write(ids);
        List<StoredKey> batch = new ArrayList<>(ids.size());
        for (StoredKey.Id id : ids) {
            batch.add(rows.get(id));
            unsaved.remove(id);
            underWay.put(id, write);
        }
        store.saveProviderKeys(batch).whenComplete((saved, failure) -> {
            ended(write, failure == null);
            if (failure == null) {
                write.done.complete(null);
            } else {
                write.done.completeExceptionally(failure);
            }
        });
        return write.done.minimalCompletionStage();
    }

    private synchronized void ended(Write write, boolean succeeded) {
        for (StoredKey.Id id : write.ids) {
            underWay.remove(id, write);
            if (!succeeded && rows.containsKey(id)) {
                unsaved.add(id);
            }
        }
        rest = succeeded ? 0 : Math.min(Math.max(1, rest * 2), LONGEST_REST);
        turnsToRest = rest;
        behind = (behind || !succeeded) && !unsaved.isEmpty();
    }
}
