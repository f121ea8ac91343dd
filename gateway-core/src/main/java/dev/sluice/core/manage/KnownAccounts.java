package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of this gateway, where its own changes meet those that others make in a store that they share. A row is
 * taken over when its version is newer than the one known, so that echoes, repetitions and what comes out of order do
 * no harm; where versions cannot tell, all is read again, and what the store has then holds. A row that cannot be used
 * waits: what was known of it before stays in force. Thread-safe; never blocks.
 */
public final class KnownAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(KnownAccounts.class);

    /** Deletions that are remembered. */
    private static final int MOST_GONE = 10_000;

    private final Accounts accounts;
    private final Map<StoredAccount.Id, StoredAccount> waiting = new LinkedHashMap<>();
    private final Map<StoredAccount.Id, Gone> gone = new LinkedHashMap<>();

    /** How many own changes of a row are on their way to the store. */
    private final Map<StoredAccount.Id, Integer> underWay = new HashMap<>();

    /** Deletions that came while an own change was under way: before it or after it, nobody knows. */
    private final Set<StoredAccount.Id> contested = new HashSet<>();

    /** What has changed since a reading began; null while nothing is read. */
    private @Nullable Set<StoredAccount.Id> touched;

    /** Whether the store has lost some of what is known here: that it has not is no deletion then. */
    private boolean storeLacks;

    private volatile Runnable whenInDoubt = () -> {};

    /**
     * What is known of an id that was deleted.
     *
     * @param version the one that it had
     * @param forGood whether it is out of use although the store may still have it
     */
    private record Gone(long version, boolean forGood) {}

    public KnownAccounts(Accounts accounts) {
        this.accounts = accounts;
    }

    Accounts accounts() {
        return accounts;
    }

    /** What to do where only the store knows what holds; quick, and safe to call under any lock. */
    void whenInDoubt(Runnable readAgain) {
        whenInDoubt = readAgain;
    }

    /** Never the same twice for one id, not even when it was deleted in between. */
    synchronized long nextVersion(StoredAccount.Id id, long epochMillis) {
        Gone before = gone.get(id);
        return Math.max(Math.max(before == null ? 0 : before.version(), version(id)) + 1, epochMillis);
    }

    /** Own changes hold from now on, and are on their way to the store. */
    synchronized void begin(List<OwnChange> changes) {
        List<Item> puts = new ArrayList<>();
        for (OwnChange change : changes) {
            touch(change.id());
            underWay.merge(change.id(), 1, Integer::sum);
            if (change.after() != null) {
                puts.add(change.after());
            } else if (change.before() != null) {
                remove(change.before());
            }
        }
        accounts.put(puts);
    }

    /** The store has own changes. */
    synchronized void kept(List<OwnChange> changes) {
        end(changes);
    }

    /** The store could not take own changes: what was before holds again. */
    synchronized void undone(List<OwnChange> changes) {
        undo(changes);
        end(changes);
    }

    /** The store could not drop what must not come back all the same. */
    synchronized void goneForGood(List<OwnChange> changes) {
        for (OwnChange change : changes) {
            gone.computeIfPresent(change.id(), (id, version) -> new Gone(version.version(), true));
        }
        end(changes);
    }

    /** Others were faster than own changes: what they made holds. */
    synchronized void overtaken(List<OwnChange> changes, List<AccountConflict> conflicts) {
        undo(changes);
        Map<StoredAccount.Id, OwnChange> byId = new HashMap<>();
        changes.forEach(change -> byId.put(change.id(), change));
        List<StoredAccount> rows = new ArrayList<>();
        for (AccountConflict conflict : conflicts) {
            Item now = made(conflict.id());
            OwnChange own = byId.get(conflict.id());
            boolean unchanged = own != null && Objects.equals(now, own.before());
            StoredAccount row = conflict.row();
            if (row != null && (unchanged && !storeLacks || now == null || row.version() > now.version())) {
                rows.add(row);
            } else if (row == null && unchanged && now != null && !storeLacks) {
                remove(now);
            }
        }
        take(rows);
        end(changes);
    }

    private void undo(List<OwnChange> changes) {
        List<Item> back = new ArrayList<>();
        for (OwnChange change : changes) {
            // Where nothing else has come in its place since.
            if (Objects.equals(made(change.id()), change.after())) {
                Item before = change.before();
                if (before != null) {
                    back.add(before);
                } else {
                    accounts.remove(change.kind(), change.id().id());
                }
            }
        }
        accounts.put(back);
    }

    private void end(List<OwnChange> changes) {
        boolean inDoubt = false;
        for (OwnChange change : changes) {
            touch(change.id());
            underWay.computeIfPresent(change.id(), (id, count) -> count == 1 ? null : count - 1);
            inDoubt |= !underWay.containsKey(change.id()) && contested.remove(change.id());
        }
        if (inDoubt) {
            whenInDoubt.run();
        }
    }

    /** Others have made or changed these. */
    synchronized void saved(List<StoredAccount> rows) {
        List<StoredAccount> newer = new ArrayList<>();
        boolean inDoubt = false;
        for (StoredAccount row : rows) {
            touch(row.key());
            long known = version(row.key());
            Gone before = gone.get(row.key());
            if (row.version() > known && (known > 0 || before == null || row.version() > before.version())) {
                newer.add(row);
            } else if (known == 0) {
                // Late, or made again by one whose clock is behind.
                inDoubt = true;
            }
        }
        take(newer);
        if (inDoubt) {
            whenInDoubt.run();
        }
    }

    /** Others have deleted these. */
    synchronized void forgotten(Collection<StoredAccount.Id> ids) {
        boolean inDoubt = false;
        for (StoredAccount.Id id : ids) {
            touch(id);
            waiting.remove(id);
            Item now = made(id);
            if (underWay.containsKey(id)) {
                contested.add(id);
            } else if (now == null) {
                gone.putIfAbsent(id, new Gone(0, false));
                trim();
            } else if (gone.containsKey(id)) {
                // It was deleted before, and made again since: which deletion is this?
                inDoubt = true;
            } else {
                remove(now);
                LOG.debug("another gateway deleted {} {}", AccountRules.name(id.kind()), id.id());
            }
        }
        if (inDoubt) {
            whenInDoubt.run();
        }
    }

    /**
     * Reads all that the store has, and takes over what others have changed, but where something has changed here since
     * the reading began; blocks, once at a time.
     */
    void read(Store store) {
        read(rowsOf(store));
    }

    /** The store has lost some: until it has again all that is known here what it lacks goes on. */
    synchronized void storeLacks() {
        storeLacks = true;
    }

    /**
     * Reads what the store has after it has lost some: takes over what is newer, and keeps all that is known; blocks.
     *
     * @return how many accounts are known that the store has not, or only as they were before
     */
    int merge(Store store) {
        return merge(rowsOf(store));
    }

    private List<StoredAccount> rowsOf(Store store) {
        reading();
        try {
            return store.accounts();
        } catch (RuntimeException e) {
            notRead();
            throw e;
        }
    }

    private synchronized int merge(List<StoredAccount> rows) {
        touched = null;
        Map<StoredAccount.Id, Long> there = new HashMap<>();
        rows.forEach(row -> there.put(row.key(), row.version()));
        take(rows.stream()
                .filter(row -> row.version() > version(row.key()) && differs(row))
                .toList());
        int missing = made(item -> there.getOrDefault(AccountRows.id(item), 0L) < item.version())
                .size();
        storeLacks = missing > 0;
        return missing;
    }

    private synchronized void reading() {
        touched = new HashSet<>(underWay.keySet());
    }

    private synchronized void notRead() {
        touched = null;
    }

    private synchronized void read(List<StoredAccount> rows) {
        Set<StoredAccount.Id> settled = touched == null ? Set.of() : touched;
        touched = null;
        Set<StoredAccount.Id> there = new HashSet<>(settled);
        rows.forEach(row -> there.add(row.key()));
        waiting.keySet().retainAll(there);
        List<Item> left = made(item -> !there.contains(AccountRows.id(item)));
        left.forEach(this::remove);
        int taken = take(rows.stream()
                .filter(row -> !settled.contains(row.key()) && differs(row))
                .toList());
        if (taken + left.size() > 0) {
            LOG.info("accounts were read again: others had changed {} and deleted {}", taken, left.size());
        }
    }

    private List<Item> made(Predicate<Item> which) {
        List<Item> made = new ArrayList<>();
        for (ItemKind kind : ItemKind.values()) {
            accounts.each(kind, item -> {
                if (item.source() == Item.Source.API && which.test(item)) {
                    made.add(item);
                }
            });
        }
        return made;
    }

    private boolean differs(StoredAccount row) {
        Item now = made(row.key());
        if (now != null) {
            return row.version() != now.version();
        }
        Gone before = gone.get(row.key());
        return before == null || !before.forGood() || row.version() > before.version();
    }

    /** Takes over rows that had to wait, where nothing is in their way any more: after a reload of the file. */
    public synchronized void retry() {
        take(waiting.values().stream().filter(row -> !isInFile(row)).toList());
    }

    /** How many rows of others wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    private int take(List<StoredAccount> rows) {
        List<Item> items = new ArrayList<>();
        for (StoredAccount row : rows) {
            Item item = item(row);
            if (item != null) {
                waiting.remove(row.key());
                items.add(item);
                LOG.debug("another gateway made or changed {} {}", AccountRules.name(row.kind()), row.id());
            }
        }
        accounts.put(items);
        return items.size();
    }

    private @Nullable Item item(StoredAccount row) {
        if (isInFile(row)) {
            hold(row, "the configuration file of this gateway defines that id: delete it in one of the two places");
            return null;
        }
        try {
            return AccountRows.item(row);
        } catch (StoreException e) {
            hold(row, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void hold(StoredAccount row, String why) {
        if (!row.equals(waiting.put(row.key(), row))) {
            LOG.warn(
                    "{} {} as another gateway made it is not used here, what was known of it before is: {}",
                    AccountRules.name(row.kind()),
                    row.id(),
                    why);
        }
    }

    private boolean isInFile(StoredAccount row) {
        Item item = accounts.item(row.kind(), row.id());
        return item != null && item.source() == Item.Source.FILE;
    }

    /** The newest that is known of what there is, whether or not it can be used; 0 where there is nothing. */
    private long version(StoredAccount.Id id) {
        Item item = made(id);
        StoredAccount held = waiting.get(id);
        return Math.max(item == null ? 0 : item.version(), held == null ? 0 : held.version());
    }

    private @Nullable Item made(StoredAccount.Id id) {
        return accounts.made(id.kind(), id.id());
    }

    private void remove(Item item) {
        accounts.remove(item.kind(), item.id());
        gone.remove(AccountRows.id(item));
        gone.put(AccountRows.id(item), new Gone(item.version(), false));
        trim();
    }

    private void trim() {
        while (gone.size() > MOST_GONE) {
            gone.remove(gone.keySet().iterator().next());
        }
    }

    private void touch(StoredAccount.Id id) {
        if (touched != null) {
            touched.add(id);
        }
    }
}
