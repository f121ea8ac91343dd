package dev.sluice.core.cache.kept;

import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Purge;

/**
 * What stands first in an entry that is kept, and decides whether it is purged.
 *
 * @param exact what it is found by
 * @param tenant the tenant's id
 * @param model what was asked for
 * @param clientKey the id of the key that asked first
 */
public record Facts(Digest exact, String tenant, String model, String clientKey) {

    /** Whether it is among those that are to go. */
    public boolean goWith(Purge which) {
        return which.takes(tenant, model, clientKey, exact.id());
    }
}
