package dev.sluice.core.store;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a provider's key. Of a key of the configuration file only its state is kept, never its value.
 *
 * @param sealed the value as ciphertext; null for a key of the file, and for one that was deleted
 * @param fingerprint tells whether the state is still that of the same value; of no use for anything else
 * @param failures counted failures in a row
 * @param reason why it is invalid or cooling; empty otherwise
 * @param coolingUntilEpochMillis 0 when it does not cool
 * @param deleted whether it was deleted through the API: its row stays, so that its group still knows that it wants
 *     keys
 * @param version grows with each change that an operator makes, and with nothing else; 0: none has
 */
public record StoredKey(
        String provider,
        String name,
        KeySource source,
        @Nullable String sealed,
        String fingerprint,
        int priority,
        KeyState state,
        int failures,
        String reason,
        long coolingUntilEpochMillis,
        boolean deleted,
        long version) {

    /** Which key a row is of. */
    public record Id(String provider, String name) {}

    public Id id() {
        return new Id(provider, name);
    }

    /** The same, with the value sealed anew. */
    public StoredKey withSealed(String anew) {
        return with(anew, version);
    }

    /** The same, as an operator's change of that number. */
    public StoredKey withVersion(long number) {
        return with(sealed, number);
    }

    private StoredKey with(@Nullable String value, long number) {
        return new StoredKey(
                provider,
                name,
                source,
                value,
                fingerprint,
                priority,
                state,
                failures,
                reason,
                coolingUntilEpochMillis,
                deleted,
                number);
    }

    /** Whether it is kept in the place of another: what an operator has changed since that was known stays. */
    public boolean replaces(@Nullable StoredKey there) {
        return there == null || version >= there.version;
    }

    /** Whether it is kept there as an operator's change: no other one was faster, or it is there already. */
    public boolean follows(@Nullable StoredKey there) {
        return there == null || version > there.version || equals(there);
    }

    /** What is left of a key that was deleted through the API. */
    public static StoredKey tombstone(Id id) {
        return new StoredKey(
                id.provider(), id.name(), KeySource.API, null, "", 0, KeyState.DISABLED, 0, "", 0, true, 0);
    }
}
