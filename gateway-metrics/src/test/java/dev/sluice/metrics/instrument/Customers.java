package dev.sluice.metrics.instrument;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.User;
import dev.sluice.core.observe.ExchangeRecord;
import java.util.Set;

/** Accounts, for tests. */
public final class Customers {

    private Customers() {}

    /** Somebody who pays in advance. */
    public static Account prepaid(String tenant, Tier tier, String user, String key) {
        return new Account(
                new ClientKey(key, tenant, user, Set.of(), AllowedModels.ALL),
                new Tenant(tenant, tier, Limits.NONE, true),
                new User(user, tenant, Limits.NONE, true, true),
                null,
                null,
                null);
    }

    /** A key without a user. */
    public static Account key(String tenant, Tier tier, String key) {
        return new Account(
                new ClientKey(key, tenant, null, Set.of(), AllowedModels.ALL),
                new Tenant(tenant, tier, Limits.NONE, true),
                null,
                null,
                null,
                null);
    }

    /** The same exchange, of somebody. */
    public static ExchangeRecord of(Account who, ExchangeRecord record) {
        ExchangeRecord.Request asked = record.request();
        return new ExchangeRecord(
                new ExchangeRecord.Request(
                        asked.id(),
                        asked.requestId(),
                        asked.method(),
                        asked.endpoint(),
                        asked.remoteAddress(),
                        who.key().id(),
                        asked.stream(),
                        asked.proxied(),
                        who,
                        null),
                record.route(),
                record.result(),
                record.timing(),
                record.sizes(),
                record.usage(),
                record.cost(),
<<<<<<< HEAD
                record.cache());
=======
                null);
>>>>>>> refs/heads/cache
    }
}
