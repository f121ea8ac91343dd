package dev.sluice.core.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.core.account.Authenticator.KeyHash;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Definitions with what matters to a test, the rest as usual. */
final class Accountees {

    private Accountees() {}

    static Tenant tenant(String id) {
        return new Tenant(id, Tier.FREE, Limits.NONE, true);
    }

    static User user(String id, String tenant) {
        return new User(id, tenant, Limits.NONE, false, true);
    }

    static Plan plan(String id) {
        return new Plan(id, Plan.Kind.CUSTOMIZE, Limits.NONE, 0, 0);
    }

    static Subscription subscription(String id, String user, long from, long to) {
        return new Subscription(
                id, user, "plan-" + id, Subscription.Interval.MONTH, from, to, Subscription.State.ACTIVE);
    }

    static ClientKey.Issued key(String id, @Nullable String tenant, @Nullable String user) {
        return key(id, tenant, user, Long.MAX_VALUE);
    }

    static ClientKey.Issued key(String id, @Nullable String tenant, @Nullable String user, long expires) {
        ClientKey.Validity validity = new ClientKey.Validity(List.of(), expires, true);
        return new ClientKey.Issued(
                new ClientKey(id, tenant, user, Set.of(), AllowedModels.ALL, null, validity, Limits.NONE), hash(id));
    }

    static KeyHash hash(String value) {
        byte[] bytes = value.getBytes(US_ASCII);
        return KeyHash.of(bytes, 0, bytes.length);
    }
}
