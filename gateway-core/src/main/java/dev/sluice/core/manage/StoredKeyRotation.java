package dev.sluice.core.manage;

import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.secret.SealException;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Seals all stored keys anew, under the vault's current key, so that previous ones are not needed any more. */
public final class StoredKeyRotation {

    private StoredKeyRotation() {}

    /**
     * What was done.
     *
     * @param keys how many keys are sealed anew
     * @param underPrevious how many of them were under a previous key
     */
    public record Rotated(int keys, int underPrevious) {}

    /**
     * Seals all keys anew, all or none; blocks.
     *
     * @throws SealException when one of them cannot be read, or there is no current key
     * @throws StoreException when they cannot be saved
     */
    public static Rotated run(Store store, KeyVault vault) {
        List<StoredKey> anew = new ArrayList<>();
        int underPrevious = 0;
        for (StoredKey row : store.providerKeys()) {
            String sealed = row.sealed();
            if (sealed != null) {
                anew.add(row.withSealed(reseal(vault, row, sealed)));
                underPrevious += vault.isCurrent(sealed) ? 0 : 1;
            }
        }
        save(store, anew);
        return new Rotated(anew.size(), underPrevious);
    }

    private static void save(Store store, List<StoredKey> rows) {
        try {
            store.saveProviderKeys(rows).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException failed ? failed : e;
        }
    }

    private static String reseal(KeyVault vault, StoredKey row, String sealed) {
        Secret value;
        try {
            value = vault.unseal(row.provider(), row.name(), sealed);
        } catch (SealException e) {
            throw new SealException("the key " + row.name() + " of the provider " + row.provider()
                    + " cannot be read, and nothing was changed: " + e.getMessage());
        }
        return vault.seal(row.provider(), row.name(), value);
    }
}
