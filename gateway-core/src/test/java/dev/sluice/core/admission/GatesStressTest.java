package dev.sluice.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Gates.Entry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many event loops at once: no budget and no balance is ever passed, and nothing stays reserved. */
class GatesStressTest {

    private static final long NOON = 1_795_608_000_000L;
    private static final int THREADS = 8;
    private static final int EACH = 5_000;
    private static final long BUDGET = 100_000;

    private final Meters meters = new Meters();
    private final Gates gates = new Gates(meters);

    @Test
    void passesNoBudgetAndLeavesNothingReserved() throws Exception {
        meters.credit("ann", BUDGET * 2);
        Account account = new Account(
                new ClientKey("ci", "acme", "ann", Set.of(), AllowedModels.ALL),
                new Tenant(
                        "acme",
                        Tier.STARTER,
                        new Limits(Map.of(LimitKind.DAY_BUDGET, BUDGET, LimitKind.CONCURRENCY, 5L), Map.of()),
                        true),
                new User("ann", "acme", Limits.NONE, true, true),
                null,
                null,
                null);
        AtomicLong spent = new AtomicLong();
        AtomicInteger refused = new AtomicInteger();

        Together.run(THREADS, thread -> {
            for (int i = 0; i < EACH; i++) {
                if (!(gates.enter(account, NOON) instanceof Entry.Granted granted)) {
                    refused.incrementAndGet();
                    continue;
                }
                long bound = ThreadLocalRandom.current().nextLong(1, 100);
                boolean passes = gates.reserve(granted.permit(), account, new Demand(0, 0, bound), NOON) == null;
                long cost = passes ? ThreadLocalRandom.current().nextLong(bound + 1) : 0;
                spent.addAndGet(cost);
                granted.permit().settle(new Spent(0, cost), NOON);
                granted.permit().settle(new Spent(0, cost), NOON);
            }
        });

        assertThat(spent.get()).isLessThanOrEqualTo(BUDGET).isGreaterThan(BUDGET - 200);
        assertThat(meters.balance("ann")).isEqualTo(2 * BUDGET - spent.get());
        Permit last = ((Entry.Granted) gates.enter(account, NOON)).permit();
        assertThat(gates.reserve(last, account, new Demand(0, 0, BUDGET - spent.get()), NOON))
                .isNull();
    }
}
