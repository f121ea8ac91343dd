package dev.sluice.core.manage;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoredKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider's key as an operator sees it: how it is, never what it is.
 *
 * @param masked the ends of its value, enough to tell it from others; {@code ***} for a short one
 * @param coolingUntil as in RFC 3339; null when it does not cool
 * @param version grows with each change that an operator makes; 0: none has
 */
public record KeyView(
        String name,
        String masked,
        KeySource source,
        int priority,
        KeyState state,
        String reason,
        int failures,
        double health,
        int inFlight,
        @Nullable String coolingUntil,
        long version) {

    private static final int SHORTEST_SHOWN = 12;

    static KeyView of(ProviderKey key, long version) {
        long until = key.coolingUntilEpochMillis();
        return new KeyView(
                key.name(),
                mask(key.value()),
                key.source(),
                key.priority(),
                key.state(),
                key.reason().word(),
                key.failures(),
                key.health(),
                key.inFlight(),
                until == 0 ? null : Instant.ofEpochMilli(until).toString(),
                version);
    }

    /** One that no pool has, because its value cannot be read. */
    static KeyView of(StoredKey row) {
        return new KeyView(
                row.name(),
                "***",
                row.source(),
                row.priority(),
                row.state(),
                row.reason(),
                row.failures(),
                1,
                0,
                null,
                row.version());
    }

    static String mask(Secret secret) {
        String value = secret.value();
        return value.length() < SHORTEST_SHOWN
                ? "***"
                : value.substring(0, 3) + "…" + value.substring(value.length() - 4);
    }
}
