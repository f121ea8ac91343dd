package dev.sluice.core.account;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's key, without its value: the id under which logs may show it, and whom it belongs to.
 *
 * @param tenant null: the standard one
 * @param proxyGroups the groups that it may call through {@code /proxy/{group}}
 * @param role null where it has none
 */
public record ClientKey(
        String id,
        @Nullable String tenant,
        @Nullable String user,
        Set<String> proxyGroups,
        @Nullable String role,
        Access access,
        Limits limits) {

    /** Everybody, where authentication is off. */
    public static final ClientKey ANYONE = new ClientKey("anyone", null, null, Set.of());

    public ClientKey {
        proxyGroups = Set.copyOf(proxyGroups);
    }

    /** A key that may do everything, without limits of its own. */
    public ClientKey(String id, @Nullable String tenant, @Nullable String user, Set<String> proxyGroups) {
        this(id, tenant, user, proxyGroups, null, Access.FULL, Limits.NONE);
    }

    /**
     * What a key opens, and for whom.
     *
     * @param models names of models, or beginnings of names with a star behind them; empty: all
     * @param addresses networks (CIDR) from which it may be used; empty: all
     * @param expiresEpochMillis from when on it is unknown; {@link Long#MAX_VALUE}: never
     * @param active whether it has not been revoked
     */
    public record Access(List<String> models, List<String> addresses, long expiresEpochMillis, boolean active) {

        /** Everything, always, from everywhere. */
        public static final Access FULL = new Access(List.of(), List.of(), Long.MAX_VALUE, true);

        public Access {
            models = List.copyOf(models);
            addresses = List.copyOf(addresses);
        }
    }
}
