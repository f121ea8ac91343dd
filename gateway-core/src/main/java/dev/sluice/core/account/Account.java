package dev.sluice.core.account;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, resolved: a client key and whom it belongs to. Made when something changes, not for each request.
 *
 * @param user null where the key has none
 * @param role null where the key has none
 * @param plan what the user has subscribed to at the moment, or the one that is free; null where there is neither
 * @param trial the user's trial, whatever became of it; null where there never was one
 */
public record Account(
        ClientKey key,
        Tenant tenant,
        @Nullable User user,
        @Nullable Role role,
        @Nullable Plan plan,
        @Nullable Trial trial) {

    /** Everybody, where authentication is off. */
    public static final Account ANYONE = new Account(ClientKey.ANYONE, Tenant.STANDARD, null, null, null, null);

    /** Whether authentication is off: looked at for each request, and there is one of it. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isAnyone() {
        return this == ANYONE;
    }

    /** Whether it is of a tenant that somebody has named: those of no tenant have nothing in common. */
    public boolean hasTenant() {
        return key.tenant() != null || !tenant.id().equals(Tenant.STANDARD.id());
    }

    /** Whether there is nothing to be counted for it: a key of nobody, without limits. */
    public boolean isPlain() {
        return user == null
                && role == null
                && key.limits().most().isEmpty()
                && tenant.id().equals(Tenant.STANDARD.id())
                && tenant.limits().most().isEmpty();
    }
}
