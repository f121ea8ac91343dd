package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.routing.Destination;
import dev.sluice.netty.wire.RequestHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may send a request: by a client key, or by a group's own keys where the path names the group. */
final class Admission {

    private Admission() {}

    /** Whether key and role may use a model; {@code group} is that of the path, null where it names none. */
    static boolean allows(@Nullable Account who, @Nullable Destination group, String model) {
        return who == null
                || allows(who.key().models(), group, model)
                        && (who.role() == null || allows(who.role().models(), group, model));
    }

    private static boolean allows(AllowedModels models, @Nullable Destination group, String model) {
        return models.allows(model) || group != null && models.allows(group.name() + "/" + model);
    }

    /** Whose key lets the request in, or why nothing does. */
    record Decision(@Nullable Account account, @Nullable Failure failure) {

        private static Decision in(Account account) {
            return new Decision(account, null);
        }

        private static Decision out(Code code, String message) {
            return new Decision(null, Failure.of(code, message));
        }
    }

    /**
     * Decides about one request.
     *
     * @param group the name of the group in the path; null where there is none
     */
    static Decision decide(Request request, RequestHead head, @Nullable String group) {
        Credential credential = request.arrival().credential();
        Snapshot snapshot = request.snapshot();
        // First, so that who is not let in does not learn which groups there are.
        if (group != null && credential.isOneOf(head, snapshot.proxyKeys().getOrDefault(group, Set.of()))) {
            ClientKey key = new ClientKey("proxy:" + group, null, null, Set.of(group), AllowedModels.ALL);
            return Decision.in(new Account(key, Tenant.STANDARD, null, null, null, null));
        }
        Account account = credential.authenticate(
                head, snapshot.authenticator(), request.arrival().epochMillis());
        if (account == null) {
            return Decision.out(
                    Code.INVALID_API_KEY,
                    "The API key is missing or not known; send one as '"
                            + Credential.usual(request.dialect().protocol()) + "'.");
        }
        if (!credential.isGoodFrom(account.key(), request::clientAddress)) {
            return Decision.out(Code.ADDRESS_NOT_ALLOWED, "This key may not be used from this address.");
        }
        if (group == null) {
            return Decision.in(account);
        }
        if (!snapshot.groups().containsKey(group)) {
            return Decision.out(Code.GROUP_NOT_FOUND, "There is no group of this name.");
        }
        return snapshot.authenticator().isOpen() || account.key().proxyGroups().contains(group)
                ? Decision.in(account)
                : Decision.out(
                        Code.GROUP_NOT_ALLOWED,
                        "This key may not call the group; its configuration lists those under 'proxy'.");
    }
}
