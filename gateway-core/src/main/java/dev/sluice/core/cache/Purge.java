package dev.sluice.core.cache;

import org.jspecify.annotations.Nullable;

/**
 * Which entries are to go: those of which all holds that is given; all where nothing is.
 *
 * @param tenant the tenant that they belong to
 * @param model what was asked for
 * @param clientKey the id of the key that asked first
 * @param id of one entry
 */
public record Purge(
        @Nullable String tenant,
        @Nullable String model,
        @Nullable String clientKey,
        @Nullable String id) {

    /** All of them. */
    public static final Purge ALL = new Purge(null, null, null, null);

    /** Whether it concerns an entry. */
    public boolean takes(Entry entry) {
        return isOrAny(tenant, entry.asker().tenant())
                && isOrAny(model, entry.source().model())
                && isOrAny(clientKey, entry.asker().clientKey())
                && isOrAny(id, entry.id());
    }

    private static boolean isOrAny(@Nullable String wanted, String value) {
        return wanted == null || wanted.equals(value);
    }
}
