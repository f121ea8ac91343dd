package dev.sluice.core.account;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's key, without its value: the id under which logs may show it, and whom it belongs to.
 *
 * @param proxyGroups the groups that it may call through {@code /proxy/{group}}
 */
public record ClientKey(
        String id, @Nullable String tenant, @Nullable String user, Set<String> proxyGroups, AllowedModels models) {

    /** Everybody, where authentication is off. */
    public static final ClientKey ANYONE = new ClientKey("anyone", null, null, Set.of(), AllowedModels.ALL);

    public ClientKey {
        proxyGroups = Set.copyOf(proxyGroups);
    }
}
