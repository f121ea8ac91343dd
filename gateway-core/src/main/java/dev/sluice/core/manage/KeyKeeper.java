package dev.sluice.core.manage;

import dev.sluice.core.label.Labels;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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
        if (told.isEmpty()) {
            prune(rings);
        }
        for (KeyRing ring : rings.all()) {
            boolean isNew = told.add(ring.provider());
            for (StoredKey row : rows.of(ring.provider())) {
                if (row.source() == KeySource.API) {
                    ring.wantKeys();
                    if (!row.deleted() && settled.add(row.id())) {
                        bringBack(ring, row, labels);
                    }
                } else if (isNew && isOf(row, ring.find(row.name()))) {
                    recallState(ring, row);
                }
            }
        }
    }

    private void prune(KeyRings rings) {
        List<StoredKey.Id> gone = rows.all().stream()
                .filter(row -> row.source() == KeySource.FILE && !isOf(row, find(rings, row.id())))
                .map(StoredKey::id)
                .toList();
        if (!gone.isEmpty()) {
            rows.forget(gone);
            LOG.info("forgot the states of {} keys that the configuration has no longer", gone.size());
        }
    }

    private void bringBack(KeyRing ring, StoredKey row, Labels labels) {
        try {
            Secret value = vault.unseal(row.provider(), row.name(), String.valueOf(row.sealed()));
            ring.add(new ProviderKey(row.name(), value, row.priority(), KeySource.API, labels.number(row.name())));
            recallState(ring, row);
        } catch (SealException | IllegalArgumentException e) {
            LOG.warn("the key {} of the provider {} is not used: {}", row.name(), row.provider(), e.getMessage());
        }
    }

    private static void recallState(KeyRing ring, StoredKey row) {
        ring.recall(row.name(), row.state(), row.failures(), KeyReason.of(row.reason()), row.coolingUntilEpochMillis());
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
        return isNothingNew ? null : row(id, key, null);
    }

    /** A key that was deleted meanwhile, or replaced by one of its name, has nothing more to say. */
    private static @Nullable StoredKey ofApi(StoredKey.Id id, ProviderKey key, @Nullable StoredKey before) {
        return before == null
                        || before.sealed() == null
                        || !before.fingerprint().equals(Fingerprint.of(key.value()))
                ? before
                : row(id, key, before.sealed());
    }

    private static StoredKey row(StoredKey.Id id, ProviderKey key, @Nullable String sealed) {
        return new StoredKey(
                id.provider(),
                id.name(),
                key.source(),
                sealed,
                Fingerprint.of(key.value()),
                key.priority(),
                key.state(),
                key.failures(),
                key.reason().word(),
                key.coolingUntilEpochMillis(),
                false);
    }

    @Override
    public Optional<String> whyNot() {
        return vault.whyNot();
    }

    @Override
    public CompletionStage<Void> add(String provider, List<NewKey> keys) {
        List<StoredKey> added = new ArrayList<>();
        try {
            keys.forEach(key -> added.add(sealed(provider, key)));
        } catch (SealException e) {
            return CompletableFuture.failedStage(e);
        }
        added.forEach(row -> settled.add(row.id()));
        return rows.putOrNot(added);
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
                false);
    }

    @Override
    public CompletionStage<Void> delete(String provider, String name) {
        return rows.put(StoredKey.tombstone(new StoredKey.Id(provider, name)));
    }

    /** Sends what was not worth a write of its own on its way; the store's own end waits for it. */
    @Override
    public void close() {
        rows.save();
    }

    private static boolean isOf(StoredKey row, @Nullable ProviderKey key) {
        return key != null
                && key.source() == KeySource.FILE
                && row.fingerprint().equals(Fingerprint.of(key.value()));
    }

    private static @Nullable ProviderKey find(KeyRings rings, StoredKey.Id id) {
        KeyRing ring = rings.find(id.provider());
        return ring == null ? null : ring.find(id.name());
    }
}
