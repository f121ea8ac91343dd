package dev.sluice.core.manage;

import dev.sluice.core.provider.KeyMemory;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.secret.Fingerprint;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rows of others make of one ring: keys to take out, keys to add, states. All is made at once, for each step
 * copies the ring; the ring's observer hears of none of it. For one thread, and one use.
 */
final class RingUpdate {

    private static final Logger LOG = LoggerFactory.getLogger(RingUpdate.class);

    private final KeyRing ring;
    private final Map<String, ProviderKey> keys = new HashMap<>();
    private final List<ProviderKey> removed = new ArrayList<>();
    private final List<ProviderKey> added = new ArrayList<>();
    private final List<KeyMemory> memories = new ArrayList<>();

    RingUpdate(KeyRing ring) {
        this.ring = ring;
        ring.keys().forEach(key -> keys.put(key.name(), key));
    }

    /** @param made makes the key of a row; empty where it cannot be used */
    void row(StoredKey row, Function<StoredKey, Optional<ProviderKey>> made) {
        ProviderKey key = keys.get(row.name());
        if (row.source() == KeySource.FILE) {
            if (key != null && KeyKeeper.isOf(row, key)) {
                stand(row, key);
            }
            return;
        }
        ring.wantKeys();
        if (row.deleted()) {
            noRow(row.name());
        } else if (key != null && key.source() == KeySource.FILE) {
            LOG.warn(
                    "provider {}: key {} of another gateway is not used: {}",
                    row.provider(),
                    row.name(),
                    UnusedKeys.TAKEN);
        } else if (key != null && row.fingerprint().equals(Fingerprint.of(key.value()))) {
            stand(row, key);
        } else {
            replace(key, row, made);
        }
    }

    private void replace(@Nullable ProviderKey key, StoredKey row, Function<StoredKey, Optional<ProviderKey>> made) {
        if (key != null) {
            removed.add(key);
        }
        made.apply(row).ifPresent(fresh -> {
            added.add(fresh);
            memories.add(KeyKeeper.memory(row));
        });
    }

    /** Nothing is known of that key any more; what the file has stays as it is. */
    void noRow(String name) {
        ProviderKey key = keys.get(name);
        if (key != null && key.source() == KeySource.API) {
            removed.add(key);
        }
    }

    private void stand(StoredKey row, ProviderKey key) {
        KeyMemory memory = KeyKeeper.memory(row);
        boolean differs = memory.state() != key.state()
                || memory.failures() != key.failures()
                || memory.reason() != key.reason()
                || memory.coolingUntilEpochMillis() != key.coolingUntilEpochMillis();
        if (!differs) {
            return;
        }
        if (memory.state() != key.state() && memory.state() != KeyState.COOLING) {
            LOG.info(
                    "provider {}: key {} is {} now, as another gateway tells",
                    row.provider(),
                    row.name(),
                    memory.state().name().toLowerCase(Locale.ROOT));
        }
        memories.add(memory);
    }

    /** Makes it so; false where the ring got a key of the same name just now, and nothing was added. */
    boolean make() {
        removed.forEach(ring::remove);
        try {
            if (!added.isEmpty()) {
                ring.addAll(added);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("keys that another gateway added are in the way of others: {}", e.getMessage());
            added.clear();
            return false;
        }
        if (!memories.isEmpty()) {
            ring.recall(memories);
        }
        if (removed.size() + added.size() > 0) {
            LOG.info(
                    "provider {}: other gateways added {} keys and deleted {}",
                    ring.provider(),
                    added.size(),
                    removed.size());
        }
        return true;
    }

    /** The keys that were added. */
    List<StoredKey.Id> added() {
        return added.stream()
                .map(key -> new StoredKey.Id(ring.provider(), key.name()))
                .toList();
    }
}
