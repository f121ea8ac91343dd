package dev.sluice.core.manage;

import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges rows of keys that others have saved. Their versions tell apart what operators have made; between those the row
 * that the store has last holds. What is told of a row while an own write of it is under way, and what may be the echo
 * of an earlier one, cannot be judged; the store is then asked what it has. Guarded by the lock of {@link KeyRows}.
 */
final class OthersKeys {

    /** Rows that are remembered, to know them when they are told once more. */
    private static final int MOST_SEEN = 1_000;

    /** What the store has, as far as is known. */
    private final Map<StoredKey.Id, StoredKey> stored = new HashMap<>();

    /** What was sent, told and read last: told once more, it may be older than what is known. */
    private final Set<StoredKey> seen = new LinkedHashSet<>();

    private final Set<StoredKey.Id> contested = new HashSet<>();

    /** What has changed since a reading began; null while nothing is read. */
    private @Nullable Set<StoredKey.Id> touched;

    /** What becomes of a row. */
    enum Verdict {
        /** It is known already. */
        KNOWN,
        /** It holds. */
        NEWS,
        /** What this gateway has holds, and is to be saved again. */
        OWN,
        /** The store must be asked. */
        DOUBT
    }

    void loaded(StoredKey row) {
        remember(row);
        stored.put(row.id(), row);
    }

    /** An own row is on its way. */
    void sending(StoredKey row) {
        touch(row.id());
        remember(row);
    }

    private void remember(StoredKey row) {
        seen.add(row);
        if (seen.size() > MOST_SEEN) {
            seen.remove(seen.iterator().next());
        }
    }

    /** The store has this row, as an operator made it. */
    void changed(StoredKey row) {
        touch(row.id());
        remember(row);
        stored.put(row.id(), row);
    }

    /** A write of own rows has ended; true where others' rows came meanwhile, and the store must be asked. */
    boolean ended(Collection<StoredKey> rows, Collection<StoredKey.Id> settled) {
        for (StoredKey row : rows) {
            stored.put(row.id(), row);
        }
        boolean inDoubt = false;
        for (StoredKey.Id id : settled) {
            touch(id);
            inDoubt |= contested.remove(id);
        }
        return inDoubt;
    }

    void dropped(StoredKey.Id id) {
        touch(id);
        stored.remove(id);
    }

    /**
     * What is told of a row.
     *
     * @param own what this gateway has of it
     */
    Verdict told(StoredKey row, @Nullable StoredKey own) {
        touch(row.id());
        if (own != null && row.version() != own.version()) {
            return row.replaces(own) ? news(row, own) : Verdict.KNOWN;
        }
        if (row.equals(own) || row.equals(stored.get(row.id()))) {
            return known(row);
        }
        return seen.contains(row) ? Verdict.DOUBT : news(row, own);
    }

    /** The same while an own write of it is under way, or has failed. */
    Verdict toldWhileBusy(StoredKey row, StoredKey own) {
        if (row.version() != own.version()) {
            return told(row, own);
        }
        touch(row.id());
        remember(row);
        boolean known = row.equals(own) || row.equals(stored.get(row.id()));
        // Two that cool at once agree well enough.
        if (!known && (own.state() != KeyState.COOLING || row.state() != KeyState.COOLING)) {
            contested.add(row.id());
        }
        return Verdict.KNOWN;
    }

    private Verdict news(StoredKey row, @Nullable StoredKey own) {
        stored.put(row.id(), row);
        remember(row);
        return own != null && overrules(own, row) ? Verdict.OWN : Verdict.NEWS;
    }

    /** A key that an operator has switched off stays so, until one restores it: who saw it fail did not know yet. */
    private static boolean overrules(StoredKey own, StoredKey row) {
        return own.version() == row.version()
                && own.state() == KeyState.DISABLED
                && !own.deleted()
                && !row.deleted()
                && own.fingerprint().equals(row.fingerprint())
                && (row.state() == KeyState.COOLING || row.state() == KeyState.INVALID);
    }

    /** What others made of a row that this gateway writes is not taken over: the store must be asked later. */
    void contest(StoredKey.Id id) {
        touch(id);
        contested.add(id);
    }

    void reading(Collection<StoredKey.Id> busy) {
        touched = new HashSet<>(busy);
    }

    void notRead() {
        touched = null;
    }

    /** What was read: what is new of it, where nothing has changed since the reading began. */
    List<StoredKey> news(List<StoredKey> read) {
        Set<StoredKey.Id> since = touched == null ? Set.of() : touched;
        List<StoredKey> news = new ArrayList<>();
        for (StoredKey row : read) {
            if (!since.contains(row.id()) && !row.equals(stored.get(row.id()))) {
                news.add(row);
            }
        }
        return news;
    }

    /** Those that were there before, and were not read any more. */
    List<StoredKey.Id> left(List<StoredKey> read) {
        Set<StoredKey.Id> left = new HashSet<>(stored.keySet());
        read.forEach(row -> left.remove(row.id()));
        if (touched != null) {
            left.removeAll(touched);
        }
        return List.copyOf(left);
    }

    /**
     * Of some nothing is taken over, for they have changed meanwhile, though something else was read of them. What is
     * busy is asked for when its write has ended; true where others must be read again.
     */
    boolean passedOver(List<StoredKey> read, Predicate<StoredKey.Id> busy) {
        Set<StoredKey.Id> since = touched == null ? Set.of() : touched;
        Map<StoredKey.Id, StoredKey> there = new HashMap<>();
        read.stream().filter(row -> since.contains(row.id())).forEach(row -> there.put(row.id(), row));
        boolean again = false;
        for (StoredKey.Id id : since) {
            if (Objects.equals(there.get(id), stored.get(id))) {
                continue;
            }
            if (busy.test(id)) {
                contested.add(id);
            } else {
                again = true;
            }
        }
        return again;
    }

    /** Of a row that was read, or told without a doubt. */
    Verdict read(StoredKey row, @Nullable StoredKey own) {
        if (own != null && !row.replaces(own)) {
            // What an operator made here is on its way.
            return Verdict.KNOWN;
        }
        return row.equals(own) ? known(row) : news(row, own);
    }

    private Verdict known(StoredKey row) {
        remember(row);
        stored.put(row.id(), row);
        return Verdict.KNOWN;
    }

    private void touch(StoredKey.Id id) {
        if (touched != null) {
            touched.add(id);
        }
    }
}
