package dev.sluice.core.store;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a provider's key. Of a key of the configuration file only its state is kept, never its value.
 *
 * @param sealed the value as ciphertext; null for a key of the file, and for one that was deleted
 * @param deleted whether it was deleted through the API: its row stays, so that its group still knows that it wants
 *     keys
 * @param failures counted failures in a row
 * @param reason why it is invalid or cooling; empty otherwise
 * @param coolingUntilEpochMillis 0 when it does not cool
 */
public record StoredKey(
        String provider,
        String name,
        KeySource source,
        @Nullable String sealed,
        int priority,
        KeyState state,
        int failures,
        String reason,
        long coolingUntilEpochMillis,
        boolean deleted) {}
