package dev.sluice.netty.exchange;

import dev.sluice.core.account.Authenticator;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.routing.Group;
import dev.sluice.netty.wire.RequestHead;
import org.jspecify.annotations.Nullable;

/** Who may send a request: by a client key, or by a group's own keys where the path names the group. */
final class Admission {

    private Admission() {}

    /** The key that lets the request in, or why nothing does. */
    record Decision(
            @Nullable ClientKey key, @Nullable Failure failure) {

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
     * @param name the group in the path; null where there is none
     * @param group the group of that name; null where there is none
     */
    static Decision decide(
            Credential credential,
            RequestHead head,
            Authenticator authenticator,
            @Nullable String name,
            @Nullable Group group) {
        // First, so that who is not let in does not learn which groups there are.
        if (group != null && credential.isOneOf(head, group.proxyKeys())) {
            return Decision.in(ClientKey.ofGroup(group.name()));
        }
        ClientKey key = credential.authenticate(head, authenticator);
        if (key == null) {
            return Decision.out(
                    Code.INVALID_API_KEY,
                    "The API key is missing or not known; send one as 'Authorization: Bearer KEY'.");
        }
        if (name == null) {
            return Decision.in(key);
        }
        if (group == null) {
            return Decision.out(Code.GROUP_NOT_FOUND, "There is no group of this name.");
        }
        return key.mayProxy(name)
                ? Decision.in(key)
                : Decision.out(
                        Code.GROUP_NOT_ALLOWED, "This key does not name the group; its configuration's 'proxy' lists them.");
    }
}
