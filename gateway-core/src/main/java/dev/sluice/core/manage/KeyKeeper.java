package dev.sluice.core.manage;

import dev.sluice.core.label.Labels;
import dev.sluice.core.provider.KeyMemory;
import dev.sluice.core.provider.KeyReason;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.secret.Fingerprint;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.secret.SealException;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known of keys beyond the process: rings tell it of changes, and it tells rings what was before. Values
 * of keys that were added through the API are sealed here on their way to the store, and unsealed on their way back;
 * those of the file never get here but as fingerprints, so that a key with a new value does not inherit the old one's
 * state. Thread-safe; only its making blocks. It never calls a ring under its own lock, since rings may call it.
 */
public final class KeyKeeper implements KeyRing.Observer, KeyStorage, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyKeeper.class);

    private final KeyVault vault;
    private final KeyRows rows;

    /** Providers whose rings have been told what became of the file's keys. */
    private final Set<String> told = new HashSet<>();

    /** Keys of the API that are not to be brought back: rings have them, or will in a moment, or had them deleted. */
    private final Set<StoredKey.Id> settled = ConcurrentHashMap.newKeySet();

    /** Where the keys are; null until they are first given back. */
    private @Nullable KeyRings rings;

    private @Nullable Labels labels;

    /** Reads what the store has; blocks. */
    public KeyKeeper(Store store, KeyVault vault) {
        this.vault = vault;
        this.rows = new KeyRows(store);
        rows.load();
    }

    /**
     * Gives rings back what the store has of their keys. To be called whenever rings have taken over a configuration:
     * at start-up before they are used, and after each reload; what a ring has been told it is not told again. The
     * first time, what is kept of keys that the file has no longer, or with another value, is dropped.
     *
     * @param labels where keys that were added get their numbers: {@code Identities.keys}
     */
    public synchronized void recall(KeyRings rings, Labels labels) {
        this.rings = rings;
        this.labels = labels;
        Map<String, List<StoredKey>> stored = rows.byProvider();
        boolean isFirst = told.isEmpty();
        UnusedKeys unused = new UnusedKeys();
        for (KeyRing ring : rings.all()) {
            List<StoredKey> ofRing = stored.getOrDefault(ring.provider(), List.of());
            if (told.add(ring.provider())) {
                recallStates(ring, ofRing);
            }
            bringBack(ring, ofRing, labels, unused);
        }
        if (isFirst) {
            prune(rings, stored);
        }
        unused.lines().forEach(LOG::warn);
    }

    private static void recallStates(KeyRing ring, List<StoredKey> stored) {
        Map<String, ProviderKey> keys = byName(ring);
        ring.recall(stored.stream()
                .filter(row -> isOf(row, keys.get(row.name())))
                .map(KeyKeeper::memory)
                .toList());
    }

    /** All at once: each step copies the ring. */
    private void bringBack(KeyRing ring, List<StoredKey> stored, Labels labels, UnusedKeys unused) {
        Set<String> taken = byName(ring).keySet();
        List<ProviderKey> back = new ArrayList<>();
        List<KeyMemory> memories = new ArrayList<>();
        for (StoredKey row : stored) {
            if (row.source() == KeySource.API) {
                ring.wantKeys();
                if (!row.deleted() && !settled.contains(row.id())) {
                    unsealed(row, taken, unused).ifPresent(value -> {
                        settled.add(row.id());
                        back.add(key(row, value, labels));
                        memories.add(memory(row));
                    });
                }
            }
        }
        if (!back.isEmpty()) {
            ring.addAll(back);
            ring.recall(memories);
        }
    }

    private Optional<Secret> unsealed(StoredKey row, Set<String> taken, UnusedKeys unused) {
        if (taken.contains(row.name())) {
            unused.add(row, UnusedKeys.TAKEN);
            return Optional.empty();
        }
        return unsealed(row, unused);
    }

    private Optional<Secret> unsealed(StoredKey row, UnusedKeys unused) {
        try {
            return Optional.of(vault.unseal(row.provider(), row.name(), String.valueOf(row.sealed())));
        } catch (SealException e) {
            unused.add(row, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static ProviderKey key(StoredKey row, Secret value, Labels labels) {
        return new ProviderKey(row.name(), value, row.priority(), KeySource.API, labels.number(row.name()));
    }

    static KeyMemory memory(StoredKey row) {
        return new KeyMemory(
                row.name(), row.state(), row.failures(), KeyReason.of(row.reason()), row.coolingUntilEpochMillis());
    }

    /** Others have saved these: what they say holds here, too. */
    void saved(List<StoredKey> told) {
        follow(rows.saved(told));
    }

    /** Others have dropped these. */
    void forgotten(Collection<StoredKey.Id> told) {
        follow(rows.forgotten(told));
    }

    /**
     * What to do where only the store knows what it has, and where it is read while keys change all the time; both are
     * quick, and safe to call under any lock.
     */
    void whenInDoubt(Runnable readAgain, Runnable readLater) {
        rows.whenInDoubt(readAgain, readLater);
    }

    /** Reads again what the store has, and takes over what others have changed; blocks, once at a time. */
    void read(Store store) {
        follow(rows.read(rowsOf(store)));
    }

    /**
     * Reads what the store has after it has lost some: takes over what is not known, and keeps what is; blocks.
     *
     * @return how many keys are known that the store has not
     */
    int merge(Store store) {
        List<StoredKey> read = rowsOf(store);
        int left = rows.missing(read);
        follow(rows.merge(read));
        return left;
    }

    private List<StoredKey> rowsOf(Store store) {
        rows.reading();
        try {
            return store.providerKeys();
        } catch (RuntimeException e) {
            rows.notRead();
            throw e;
        }
    }

    /** Rings may change meanwhile, and what they tell of it is newer: until a ring has what its rows say. */
    private synchronized void follow(Set<StoredKey.Id> changed) {
        Map<StoredKey.Id, Optional<StoredKey>> done = new HashMap<>();
        Set<StoredKey.Id> left = changed;
        while (!left.isEmpty()) {
            Map<StoredKey.Id, Optional<StoredKey>> now = new LinkedHashMap<>();
            left.forEach(id -> now.put(id, Optional.ofNullable(rows.find(id))));
            if (tell(now)) {
                done.putAll(now);
            }
            left = changed.stream()
                    .filter(id -> !Optional.ofNullable(rows.find(id)).equals(done.get(id)))
                    .collect(Collectors.toSet());
        }
    }

    /** False where a ring got other keys at that moment, and has to be looked at again. */
    private boolean tell(Map<StoredKey.Id, Optional<StoredKey>> now) {
        KeyRings known = rings;
        Labels numbers = labels;
        if (known == null || numbers == null) {
            return true;
        }
        UnusedKeys unused = new UnusedKeys();
        Map<String, RingUpdate> updates = new LinkedHashMap<>();
        now.forEach((id, row) -> {
            KeyRing ring = known.find(id.provider());
            if (ring != null) {
                RingUpdate update = updates.computeIfAbsent(id.provider(), provider -> new RingUpdate(ring));
                if (row.isPresent()) {
                    update.row(row.get(), taken -> unsealed(taken, unused).map(value -> key(taken, value, numbers)));
                } else {
                    update.noRow(id.name());
                }
            }
        });
        boolean made = true;
        for (RingUpdate update : updates.values()) {
            made &= update.make();
            settled.addAll(update.added());
        }
        unused.lines().forEach(LOG::warn);
        return made;
    }

    private void prune(KeyRings rings, Map<String, List<StoredKey>> stored) {
        List<StoredKey.Id> gone = new ArrayList<>();
        stored.forEach((provider, ofProvider) -> {
            KeyRing ring = rings.find(provider);
            Map<String, ProviderKey> keys = ring == null ? Map.of() : byName(ring);
            ofProvider.stream()
                    .filter(row -> row.source() == KeySource.FILE && !isOf(row, keys.get(row.name())))
                    .forEach(row -> gone.add(row.id()));
        });
        if (!gone.isEmpty()) {
            rows.forget(gone);
            LOG.info("forgot the states of {} keys that the configuration has no longer", gone.size());
        }
    }

    private static Map<String, ProviderKey> byName(KeyRing ring) {
        return ring.keys().stream().collect(Collectors.toMap(ProviderKey::name, key -> key));
    }

    /** Whether a provider has a key of that name that was added, whose name the file must then not have. */
    public boolean hasAdded(String provider, String name) {
        return find(provider, name).isPresent();
    }

    @Override
    public Optional<StoredKey> find(String provider, String name) {
        return Optional.ofNullable(rows.find(new StoredKey.Id(provider, name)))
                .filter(row -> row.source() == KeySource.API && !row.deleted());
    }

    @Override
    public void changed(KeyRing ring, ProviderKey key) {
        StoredKey.Id id = new StoredKey.Id(ring.provider(), key.name());
        rows.change(id, before -> key.source() == KeySource.FILE ? ofFile(id, key, before) : ofApi(id, key, before));
    }

    private static @Nullable StoredKey ofFile(StoredKey.Id id, ProviderKey key, @Nullable StoredKey before) {
        boolean isNothingNew = before == null && key.state() == KeyState.ACTIVE && key.failures() == 0;
        return isNothingNew ? null : row(id, key, before);
    }

    /** A key that was deleted meanwhile, or replaced by one of its name, has nothing more to say. */
    private static @Nullable StoredKey ofApi(StoredKey.Id id, ProviderKey key, @Nullable StoredKey before) {
        return isOfValue(before, key) ? row(id, key, before) : before;
    }

    private static boolean isOfValue(@Nullable StoredKey row, ProviderKey key) {
        return row != null && row.sealed() != null && row.fingerprint().equals(Fingerprint.of(key.value()));
    }

    private static StoredKey row(StoredKey.Id id, ProviderKey key, @Nullable StoredKey before) {
        return new StoredKey(
                id.provider(),
                id.name(),
                key.source(),
                key.source() == KeySource.FILE || before == null ? null : before.sealed(),
                Fingerprint.of(key.value()),
                key.priority(),
                key.state(),
                key.failures(),
                key.reason().word(),
                key.coolingUntilEpochMillis(),
                false,
                before == null ? 0 : before.version());
    }

    @Override
    public Optional<String> whyNot() {
        return vault.whyNot();
    }

    @Override
    public long version(String provider, String name) {
        StoredKey row = rows.find(new StoredKey.Id(provider, name));
        return row == null ? 0 : row.version();
    }

    @Override
    public CompletionStage<Boolean> add(String provider, List<NewKey> keys) {
        List<StoredKey> added = new ArrayList<>();
        try {
            keys.forEach(key -> added.add(sealed(provider, key)));
        } catch (SealException e) {
            return CompletableFuture.failedStage(e);
        }
        added.forEach(row -> settled.add(row.id()));
        return decided(rows.changeOrNot(added));
    }

    /** Rings get what others have made, where they were faster. */
    private CompletionStage<Boolean> decided(CompletionStage<List<StoredKey>> change) {
        return change.thenApply(inTheWay -> {
            follow(inTheWay.stream().map(StoredKey::id).collect(Collectors.toSet()));
            return inTheWay.isEmpty();
        });
    }

    private StoredKey sealed(String provider, NewKey key) {
        return new StoredKey(
                provider,
                key.name(),
                KeySource.API,
                vault.seal(provider, key.name(), key.value()),
                Fingerprint.of(key.value()),
                key.priority(),
                KeyState.ACTIVE,
                0,
                KeyReason.NONE.word(),
                0,
                false,
                version(provider, key.name()) + 1);
    }

    @Override
    public void used(String provider, List<NewKey> keys) {
        follow(keys.stream().map(key -> new StoredKey.Id(provider, key.name())).collect(Collectors.toSet()));
    }

    @Override
    public CompletionStage<Boolean> delete(String provider, String name, long expected) {
        StoredKey.Id id = new StoredKey.Id(provider, name);
        return decided(rows.changeNow(StoredKey.tombstone(id).withVersion(expected + 1)));
    }

    @Override
    public CompletionStage<Boolean> kept(String provider, ProviderKey key, long expected) {
        StoredKey.Id id = new StoredKey.Id(provider, key.name());
        StoredKey before = rows.find(id);
        if (key.source() != KeySource.FILE && !isOfValue(before, key)) {
            return CompletableFuture.completedStage(false);
        }
        StoredKey wanted = row(id, key, before).withVersion(expected + 1);
        return decided(rows.change(wanted)).thenApply(kept -> {
            // Meanwhile a request may have failed with the key, or an older row of it may have come from others.
            if (kept && wanted.equals(rows.find(id))) {
                follow(Set.of(id));
            }
            return kept;
        });
    }

    @Override
    public void retry() {
        rows.retry();
    }

    /** Sends what was not worth a write of its own on its way; the store's own end waits for it. */
    @Override
    public void close() {
        rows.save();
    }

    static boolean isOf(StoredKey row, @Nullable ProviderKey key) {
        return key != null
                && row.source() == KeySource.FILE
                && key.source() == KeySource.FILE
                && row.fingerprint().equals(Fingerprint.of(key.value()));
    }
}
