package dev.sluice.netty.exchange;

import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.routing.Destination;
import dev.sluice.netty.wire.RequestHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may send a request: by a client key, or by a group's own keys where the path names the group. */
final class Admission {

    private Admission() {}

    /** Whether a key may use a model; {@code group} is that of the path, null where it names none. */
    static boolean allows(@Nullable ClientKey key, @Nullable Destination group, String model) {
        return key == null
                || key.models().allows(model)
                || group != null && key.models().allows(group.name() + "/" + model);
    }

    /** The key that lets the request in, or why nothing does. */
    record Decision(@Nullable ClientKey key, @Nullable Failure failure) {

        private static Decision in(ClientKey key) {
            return new Decision(key, null);
        }

        private static Decision out(Code code, String message) {
            return new Decision(null, Failure.of(code, message));
        }
    }

    /**
     * Decides about one request.
     *
     * @param group the name of the group in the path; null where there is none
     * @param spoken what the client speaks
     */
    static Decision decide(
            Credential credential, RequestHead head, Snapshot snapshot, @Nullable String group, Protocol spoken) {
        // First, so that who is not let in does not learn which groups there are.
        if (group != null && credential.isOneOf(head, snapshot.proxyKeys().getOrDefault(group, Set.of()))) {
            return Decision.in(new ClientKey("proxy:" + group, null, null, Set.of(group), AllowedModels.ALL));
        }
        ClientKey key = credential.authenticate(head, snapshot.authenticator());
        if (key == null) {
            return Decision.out(
                    Code.INVALID_API_KEY,
                    "The API key is missing or not known; send one as '" + Credential.usual(spoken) + "'.");
        }
        if (group == null) {
            return Decision.in(key);
        }
        if (!snapshot.groups().containsKey(group)) {
            return Decision.out(Code.GROUP_NOT_FOUND, "There is no group of this name.");
        }
        return snapshot.authenticator().isOpen() || key.proxyGroups().contains(group)
                ? Decision.in(key)
                : Decision.out(
                        Code.GROUP_NOT_ALLOWED,
                        "This key may not call the group; its configuration lists those under 'proxy'.");
    }
}
