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
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of keys as they should be in the store, and which of them are not on their way there. A change of state is
 * saved at once; what is not worth a write of its own (a count of failures, that a key has cooled) goes along with the
 * next, or at the end, and so does what could not be saved. Thread-safe: rows reach the store in the order in which
 * they were changed here.
 */
final class KeyRows {

    private final Store store;
    private final Map<StoredKey.Id, StoredKey> rows = new LinkedHashMap<>();
    private final Set<StoredKey.Id> unsaved = new LinkedHashSet<>();

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

    /** Puts a row in its place; it is saved again with the next change if that fails. */
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

    /** Sends all that is not on its way. */
    synchronized CompletionStage<Void> save() {
        List<StoredKey.Id> sent = List.copyOf(unsaved);
        List<StoredKey> batch = new ArrayList<>(sent.size());
        sent.forEach(id -> batch.add(rows.get(id)));
        unsaved.clear();
        return store.saveProviderKeys(batch).whenComplete((saved, failure) -> {
            if (failure != null) {
                resend(sent);
            }
        });
    }

    private synchronized void resend(List<StoredKey.Id> ids) {
        for (StoredKey.Id id : ids) {
            if (rows.containsKey(id)) {
                unsaved.add(id);
            }
        }
    }
}
