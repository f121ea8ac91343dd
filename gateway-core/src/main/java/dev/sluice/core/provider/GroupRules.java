package dev.sluice.core.provider;

import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.Limits;
import dev.sluice.core.request.ParamOverride;
import java.util.List;
import java.util.Set;

/**
 * What a group changes in requests on their way upstream, and who may call it directly.
 *
 * @param proxyKeys who may call {@code /proxy/{group}} besides the client keys that name the group
 * @param limits what all clients together may ask of it
 */
public record GroupRules(
        List<ParamOverride> overrides,
        List<HeaderRule> headers,
        ModelRedirects redirects,
        Set<KeyHash> proxyKeys,
        Limits limits) {

    public static final GroupRules NONE =
            new GroupRules(List.of(), List.of(), ModelRedirects.NONE, Set.of(), Limits.NONE);

    public GroupRules {
        overrides = List.copyOf(overrides);
        headers = List.copyOf(headers);
        proxyKeys = Set.copyOf(proxyKeys);
    }
}
