package dev.sluice.core.manage;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of keys as they should be in the store, and which of them are not on their way there. A change of state is
 * saved at once; what is not worth a write of its own (a count of failures, that a key has cooled) goes along with the
 * next of the same key, or at the end: others may have changed the rest meanwhile. What could not be saved is tried
 * again, when it is {@link #retry its turn}. Thread-safe: rows reach the store in the order in which they were changed
 * here.
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

    /** Rows whose last write has failed. */
    private final Set<StoredKey.Id> owed = new HashSet<>();

    private final OthersKeys others = new OthersKeys();
    private volatile Runnable whenInDoubt = () -> {};
    private volatile Runnable whenPassedOver = () -> {};

    private int rest;
    private int turnsToRest;

    /** Some rows on their way. */
    private static final class Write {
        private final List<StoredKey> batch;

        Write(List<StoredKey> batch) {
            this.batch = batch;
        }

        boolean has(StoredKey row) {
            return batch.contains(row);
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
            stored.forEach(others::loaded);
        }
    }

    /** What to do where only the store knows what it has, and where a reading came too late for some. */
    void whenInDoubt(Runnable readAgain, Runnable readLater) {
        whenInDoubt = readAgain;
        whenPassedOver = readLater;
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
            sendDue(List.of(id));
        }
    }

    private static boolean isWorthAWrite(@Nullable StoredKey before, StoredKey after) {
        KeyState was = before == null ? KeyState.ACTIVE : before.state();
        boolean hasCooled = was == KeyState.COOLING && after.state() == KeyState.ACTIVE;
        return !hasCooled
                && (was != after.state()
                        || (before != null && before.coolingUntilEpochMillis() != after.coolingUntilEpochMillis()));
    }

    private void put(StoredKey row) {
        rows.put(row.id(), row);
        unsaved.add(row.id());
        sendDue(List.of(row.id()));
    }

    /**
     * Keeps what an operator makes of a key, where nobody else was faster: it holds when the store has it. Completes
     * with the row of others that is in the way, and then holds.
     */
    CompletionStage<List<StoredKey>> change(StoredKey row) {
        return store.changeProviderKeys(List.of(row)).thenApply(inTheWay -> decided(List.of(row), inTheWay));
    }

    /** The same of a row that holds at once, and is saved later if it cannot be now. */
    synchronized CompletionStage<List<StoredKey>> changeNow(StoredKey row) {
        place(row);
        return change(row).whenComplete((inTheWay, failure) -> {
            if (failure != null) {
                owe(row);
            }
        });
    }

    /** The same of rows that hold at once; if they cannot be kept all is as before. */
    synchronized CompletionStage<List<StoredKey>> changeOrNot(List<StoredKey> added) {
        Map<StoredKey.Id, StoredKey> before = new HashMap<>();
        for (StoredKey row : added) {
            StoredKey old = place(row);
            if (old != null) {
                before.put(row.id(), old);
            }
        }
        return store.changeProviderKeys(added).whenComplete((inTheWay, failure) -> {
            if (failure != null || !inTheWay.isEmpty()) {
                takeBack(added, before);
            }
            if (failure != null) {
                doubt(added);
            } else {
                decided(added, inTheWay);
            }
        });
    }

    private @Nullable StoredKey place(StoredKey row) {
        unsaved.remove(row.id());
        others.sending(row);
        return rows.put(row.id(), row);
    }

    private synchronized void owe(StoredKey row) {
        if (row.equals(rows.get(row.id()))) {
            unsaved.add(row.id());
            owed.add(row.id());
        }
    }

    private synchronized void takeBack(List<StoredKey> added, Map<StoredKey.Id, StoredKey> before) {
        for (StoredKey row : added) {
            StoredKey old = before.get(row.id());
            if (!row.equals(rows.get(row.id()))) {
                continue;
            }
            if (old != null) {
                rows.put(row.id(), old);
            } else {
                rows.remove(row.id());
                unsaved.remove(row.id());
                owed.remove(row.id());
            }
        }
    }

    /** Nobody knows whether the store has these: what it is thought to have is forgotten, and it is asked. */
    private synchronized void doubt(List<StoredKey> failed) {
        failed.forEach(row -> others.dropped(row.id()));
        whenInDoubt.run();
    }

    /** What is told of a change may have come before its answer, and what has become of it since is newer. */
    private synchronized List<StoredKey> decided(List<StoredKey> wanted, List<StoredKey> inTheWay) {
        for (StoredKey row : inTheWay.isEmpty() ? wanted : inTheWay) {
            StoredKey own = rows.get(row.id());
            if (row.follows(own) || wanted.contains(own)) {
                others.changed(row);
                takeOver(row);
            } else if (!inTheWay.isEmpty() && !row.equals(own)) {
                whenInDoubt.run();
            }
        }
        return inTheWay;
    }

    private void takeOver(StoredKey row) {
        rows.put(row.id(), row);
        unsaved.remove(row.id());
        owed.remove(row.id());
    }

    /** Drops rows that nobody asks for any more. */
    synchronized void forget(Collection<StoredKey.Id> ids) {
        Set<StoredKey.Id> forgotten = Set.copyOf(ids);
        rows.keySet().removeAll(forgotten);
        unsaved.removeAll(forgotten);
        owed.removeAll(forgotten);
        ids.forEach(others::dropped);
        store.forgetProviderKeys(ids);
    }

    /** Sends all that is not on its way. */
    synchronized void save() {
        send(List.copyOf(unsaved));
    }

    /** A turn of trying again what could not be saved: one write at a time, and seldom while they fail. */
    synchronized void retry() {
        if (owed.isEmpty() || !underWay.isEmpty()) {
            return;
        }
        if (turnsToRest > 0) {
            turnsToRest--;
        } else {
            send(owed.stream().filter(unsaved::contains).limit(RETRIED).toList());
        }
    }

    /** Sends these, and what could not be saved before. */
    private void sendDue(List<StoredKey.Id> ids) {
        Set<StoredKey.Id> due = new LinkedHashSet<>(owed);
        due.retainAll(unsaved);
        due.addAll(ids);
        send(List.copyOf(due));
    }

    private void send(List<StoredKey.Id> ids) {
        List<StoredKey> batch = new ArrayList<>(ids.size());
        for (StoredKey.Id id : ids) {
            batch.add(Objects.requireNonNull(rows.get(id), "what is to be saved is there"));
        }
        Write write = new Write(batch);
        for (StoredKey row : batch) {
            unsaved.remove(row.id());
            underWay.put(row.id(), write);
            others.sending(row);
        }
        store.saveProviderKeys(batch).whenComplete((saved, failure) -> ended(write, failure == null));
    }

    private synchronized void ended(Write write, boolean succeeded) {
        List<StoredKey.Id> settled = new ArrayList<>();
        for (StoredKey row : write.batch) {
            StoredKey.Id id = row.id();
            underWay.remove(id, write);
            if (!succeeded && rows.containsKey(id)) {
                unsaved.add(id);
                owed.add(id);
            } else {
                owed.remove(id);
            }
            if (!isBusy(id)) {
                settled.add(id);
            }
        }
        rest = succeeded ? 0 : Math.min(Math.max(1, rest * 2), LONGEST_REST);
        turnsToRest = rest;
        if (others.ended(succeeded ? write.batch : List.of(), settled)) {
            whenInDoubt.run();
        }
    }

    private boolean isBusy(StoredKey.Id id) {
        return underWay.containsKey(id) || owed.contains(id);
    }

    /** Takes over what others have saved, without saving it again; gives the rows that are other ones now. */
    synchronized Set<StoredKey.Id> saved(List<StoredKey> told) {
        Set<StoredKey.Id> changed = new LinkedHashSet<>();
        boolean inDoubt = false;
        for (StoredKey row : told) {
            StoredKey own = rows.get(row.id());
            Write write = underWay.get(row.id());
            if (write == null || row.equals(own) || !write.has(row)) {
                OthersKeys.Verdict verdict =
                        own != null && isBusy(row.id()) ? others.toldWhileBusy(row, own) : others.told(row, own);
                inDoubt |= verdict == OthersKeys.Verdict.DOUBT;
                follow(row, verdict, changed);
            }
        }
        if (inDoubt) {
            whenInDoubt.run();
        }
        return changed;
    }

    private void follow(StoredKey row, OthersKeys.Verdict verdict, Set<StoredKey.Id> changed) {
        StoredKey own = rows.get(row.id());
        if (verdict == OthersKeys.Verdict.NEWS) {
            takeOver(row);
            changed.add(row.id());
        } else if (verdict == OthersKeys.Verdict.OWN && own != null) {
            put(own);
        }
    }

    /** Others have dropped rows; gives those that are not there any more. */
    synchronized Set<StoredKey.Id> forgotten(Collection<StoredKey.Id> ids) {
        Set<StoredKey.Id> gone = new LinkedHashSet<>();
        boolean inDoubt = false;
        for (StoredKey.Id id : ids) {
            StoredKey own = rows.get(id);
            if (own != null && isBusy(id)) {
                others.contest(id);
            } else if (own != null && own.source() == KeySource.FILE) {
                drop(id);
                gone.add(id);
            } else if (own != null) {
                // Of a key that was added a row stays: whatever this is, the store knows better.
                inDoubt = true;
            }
        }
        if (inDoubt) {
            whenInDoubt.run();
        }
        return gone;
    }

    private void drop(StoredKey.Id id) {
        rows.remove(id);
        unsaved.remove(id);
        others.dropped(id);
    }

    /** All rows will be read now, and then told to {@link #read}; one reading at a time. */
    synchronized void reading() {
        Set<StoredKey.Id> busy = new HashSet<>(underWay.keySet());
        busy.addAll(owed);
        others.reading(busy);
    }

    /** Takes over what was read; gives the rows that are other ones now, or are not there any more. */
    synchronized Set<StoredKey.Id> read(List<StoredKey> read) {
        Set<StoredKey.Id> changed = new LinkedHashSet<>();
        List<StoredKey.Id> left = others.left(read);
        for (StoredKey row : others.news(read)) {
            follow(row, others.read(row, rows.get(row.id())), changed);
        }
        left.forEach(this::drop);
        changed.addAll(left);
        if (others.passedOver(read, this::isBusy)) {
            whenPassedOver.run();
        }
        others.notRead();
        return changed;
    }

    /** How many of those that were there before were not read any more. */
    synchronized int missing(List<StoredKey> read) {
        return others.left(read).size();
    }

    /** Takes over those of what was read that are not known; gives them. */
    synchronized Set<StoredKey.Id> merge(List<StoredKey> read) {
        Set<StoredKey.Id> changed = new LinkedHashSet<>();
        for (StoredKey row : others.news(read)) {
            if (!rows.containsKey(row.id())) {
                follow(row, others.read(row, null), changed);
            }
        }
        others.notRead();
        return changed;
    }

    /** Nothing could be read. */
    synchronized void notRead() {
        others.notRead();
    }
}
