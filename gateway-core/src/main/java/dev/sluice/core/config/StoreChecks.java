package dev.sluice.core.config;

import dev.sluice.core.secret.SealingKey;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreSettings.Kind;
import java.util.List;

/** Checks section {@code store}. */
final class StoreChecks {

    private final Problems problems;

    StoreChecks(Problems problems) {
        this.problems = problems;
    }

    void check(StoreConfig store) {
        if (store.kind() == Kind.MEMORY && !problems.has("store.kind")) {
            for (String key : List.of("store.path", "store.synchronous")) {
                if (problems.given(key)) {
                    problems.add(key, "is not looked at where store.kind is memory");
                }
            }
        }
        if (store.encryptionKey() != null) {
            checkKey("store.encryption_key", store.encryptionKey());
        }
        List<Secret> previous = store.previousEncryptionKeys();
        for (int i = 0; i < previous.size(); i++) {
            checkKey(KeyPath.item("store.previous_encryption_keys", i), previous.get(i));
        }
        ConfigChecks.refuseTwice(problems, "store.previous_encryption_keys", previous, Secret::value, "");
    }

    private void checkKey(String path, Secret key) {
        // What could not be read is empty; it is a problem already.
        if (problems.has(path)) {
            return;
        }
        try {
            SealingKey.parse(key);
        } catch (IllegalArgumentException e) {
            problems.add(path, String.valueOf(e.getMessage()));
        }
    }
}
