package dev.sluice.core.account;

import dev.sluice.core.account.Authenticator.KeyHash;
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
        AllowedModels models,
        @Nullable String role,
        Validity validity,
        Limits limits) {

    /** Everybody, where authentication is off. */
    public static final ClientKey ANYONE = new ClientKey("anyone", null, null, Set.of(), AllowedModels.ALL);

    public ClientKey {
        proxyGroups = Set.copyOf(proxyGroups);
    }

    /** A key that is good always and everywhere, without limits of its own. */
    public ClientKey(
            String id, @Nullable String tenant, @Nullable String user, Set<String> proxyGroups, AllowedModels models) {
        this(id, tenant, user, proxyGroups, models, null, Validity.ALWAYS, Limits.NONE);
    }

    /** A key with the hash of its value, by which it is found. */
    public record Issued(ClientKey key, KeyHash hash) implements Definition {

        @Override
        public ItemKind itemKind() {
            return ItemKind.CLIENT_KEY;
        }

        @Override
        public String id() {
            return key.id();
        }
    }

    /**
     * When and from where a key is good.
     *
     * @param addresses networks (CIDR) from which it may be used; empty: all
     * @param expiresEpochMillis from when on it is unknown; {@link Long#MAX_VALUE}: never
     * @param active whether it has not been revoked
     */
    public record Validity(List<String> addresses, long expiresEpochMillis, boolean active) {

        /** Always, from everywhere. */
        public static final Validity ALWAYS = new Validity(List.of(), Long.MAX_VALUE, true);

        public Validity {
            addresses = List.copyOf(addresses);
        }
    }
}
