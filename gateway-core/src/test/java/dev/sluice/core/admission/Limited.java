package dev.sluice.core.admission;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Accounts with limits. */
final class Limited {

    private Limited() {}

    static Account account(Limits key, Limits tenant) {
        return account("ci", key, tenant);
    }

    static Account account(String id, Limits key, Limits tenant) {
        return new Account(
                new ClientKey(id, "acme", null, Set.of(), AllowedModels.ALL, null, ClientKey.Validity.ALWAYS, key),
                new Tenant("acme", Tier.STARTER, tenant, true),
                null,
                null,
                null,
                null);
    }

    static Account user(@Nullable Plan plan, @Nullable Trial trial) {
        return new Account(
                new ClientKey("ci", null, "ann", Set.of(), AllowedModels.ALL),
                Tenant.STANDARD,
                new User("ann", "default", Limits.NONE, true, true),
                null,
                plan,
                trial);
    }

    static Plan plan(Limits limits) {
        return new Plan("dev", Plan.Kind.DEV, limits, 0, 0);
    }

    static Limits limit(LimitKind kind, long most) {
        return limits(Map.of(kind, most));
    }

    static Limits limits(Map<LimitKind, Long> most) {
        return new Limits(most, Map.of());
    }
}
