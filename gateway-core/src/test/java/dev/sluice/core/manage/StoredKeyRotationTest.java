package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.manage.StoredKeyRotation.Rotated;
import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.secret.SealException;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.memory.MemoryStore;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class StoredKeyRotationTest {

    private static final Secret OLD = new Secret("0a".repeat(32));
    private static final Secret NEW = new Secret("0b".repeat(32));

    private final MemoryStore store = new MemoryStore();

    @Test
    void sealsEveryKeyUnderTheCurrentKeySoThatThePreviousOneIsNotNeeded() {
        StoredKey inFile =
                new StoredKey("openai", "f", KeySource.FILE, null, "", 1, KeyState.INVALID, 0, "rejected", 0, false, 0);
        store.saveProviderKeys(List.of(sealed(OLD, "a"), inFile, sealed(NEW, "b")));
        store.saveProviderKeys(List.of(StoredKey.tombstone(new StoredKey.Id("openai", "gone"))));
        List<StoredKey> before = store.providerKeys();

        Rotated rotated = StoredKeyRotation.run(store, KeyVault.of(NEW, List.of(OLD)));

        assertThat(rotated).isEqualTo(new Rotated(2, 1));
        KeyVault onlyNew = KeyVault.of(NEW, List.of());
        for (String name : List.of("a", "b")) {
            assertThat(onlyNew.unseal(
                            "openai", name, Objects.requireNonNull(row(name).sealed())))
                    .isEqualTo(new Secret("sk-" + name));
        }
        assertThat(store.providerKeys())
                .as("nothing else changes")
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("sealed")
                .isEqualTo(before);
        assertThat(row("f")).isEqualTo(inFile);
    }

    @Test
    void changesNothingWhenOneKeyCannotBeRead() {
        store.saveProviderKeys(List.of(sealed(NEW, "a"), sealed(OLD, "lost")));
        List<StoredKey> before = store.providerKeys();

        assertThatThrownBy(() -> StoredKeyRotation.run(store, KeyVault.of(NEW, List.of())))
                .isInstanceOf(SealException.class)
                .hasMessageContainingAll("lost", "openai", "nothing was changed", "store.previous_encryption_keys");
        assertThat(store.providerKeys()).isEqualTo(before);
    }

    @Test
    void refusesWithoutACurrentKey() {
        store.saveProviderKeys(List.of(sealed(OLD, "a")));

        assertThatThrownBy(() -> StoredKeyRotation.run(store, KeyVault.of(null, List.of(OLD))))
                .hasMessageContaining("store.encryption_key is not set");
    }

    @Test
    void saysThatTheStoreFailed() {
        store.saveProviderKeys(List.of(sealed(OLD, "a")));
        CountingStore failing = new CountingStore(store);
        failing.fail();

        assertThatThrownBy(() -> StoredKeyRotation.run(failing, KeyVault.of(NEW, List.of(OLD))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the disk is full");
    }

    @Test
    void hasNothingToDoInAnEmptyStore() {
        assertThat(StoredKeyRotation.run(store, KeyVault.of(NEW, List.of()))).isEqualTo(new Rotated(0, 0));
    }

    private StoredKey row(String name) {
        return store.providerKeys().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static StoredKey sealed(Secret key, String name) {
        String sealed = KeyVault.of(key, List.of()).seal("openai", name, new Secret("sk-" + name));
        return new StoredKey("openai", name, KeySource.API, sealed, "", 1, KeyState.ACTIVE, 0, "", 0, false, 0);
    }
}
