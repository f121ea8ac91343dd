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
        return takes(
                entry.asker().tenant(), entry.source().model(), entry.asker().clientKey(), entry.id());
    }

    /** Whether it concerns an entry of which that is known. */
    public boolean takes(String ofTenant, String ofModel, String ofKey, String ofId) {
        return isOrAny(tenant, ofTenant) && isOrAny(model, ofModel) && isOrAny(clientKey, ofKey) && isOrAny(id, ofId);
    }

    private static boolean isOrAny(@Nullable String wanted, String value) {
        return wanted == null || wanted.equals(value);
    }
}
