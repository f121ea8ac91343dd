package dev.sluice.core.account;

import dev.sluice.core.account.Authenticator.KeyHash;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * All accounts as they are at the moment: those of the configuration file and those of the store. Thread-safe: a
 * look-up is one read of a map, without lock and I/O; changes hold at once, for requests that are not yet let in.
 */
public final class Accounts {

    /** Who asks with this key; null where nobody does, or no longer: unknown, expired and revoked are the same. */
    public @Nullable Account find(KeyHash key, long epochMillis) {
        throw new UnsupportedOperationException();
    }

    /** All that can be asked for by id, for management and for levels that are shown. */
    public Collection<Account> all() {
        throw new UnsupportedOperationException();
    }
}
