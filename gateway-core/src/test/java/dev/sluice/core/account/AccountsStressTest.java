package dev.sluice.core.account;

import static dev.sluice.core.account.Accountees.hash;
import static dev.sluice.core.account.Accountees.key;
import static dev.sluice.core.account.Accountees.tenant;
import static dev.sluice.core.account.Accountees.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AccountsStressTest {

    private static final int CHANGES = 20_000;
    private static final int READERS = 3;

    private final Accounts accounts = new Accounts();
    private final AtomicBoolean done = new AtomicBoolean();

    /** What a change has returned from is what the next look-up sees. */
    @Test
    void neverTellsWhatWasBeforeAChange() throws Exception {
        AtomicInteger told = new AtomicInteger();
        accounts.put(List.of(
                Item.ofApi(limited(0), 1), Item.ofApi(user("ann", "acme"), 1), Item.ofApi(key("k", null, "ann"), 1)));

        Together.run(READERS + 1, thread -> {
            if (thread == 0) {
                change(told);
                return;
            }
            while (!done.get()) {
                long atLeast = told.get();
                assertThat(seen()).isGreaterThanOrEqualTo(atLeast);
            }
        });

        assertThat(seen()).isEqualTo(CHANGES);
    }

    /** A reload is seen as a whole: never the key of one file with the tenant of the other. */
    @Test
    void aKeyOfTheFileIsNeverWithoutItsTenant() throws Exception {
        accounts.replaceFile(List.of(tenant("t0"), key("k", "t0", null)));

        Together.run(READERS + 1, thread -> {
            if (thread == 0) {
                for (int i = 1; i <= CHANGES / 10; i++) {
                    accounts.put(List.of(Item.ofApi(tenant("other"), i)));
                    accounts.replaceFile(List.of(tenant("t" + i), key("k", "t" + i, null)));
                }
                done.set(true);
                return;
            }
            while (!done.get()) {
                Account account = accounts.find(hash("k"), 0);
                assertThat(account).isNotNull();
                assertThat(account.tenant().id()).isEqualTo(account.key().tenant());
            }
        });
    }

    private void change(AtomicInteger told) {
        for (int i = 1; i <= CHANGES; i++) {
            accounts.put(List.of(Item.ofApi(limited(i), i)));
            told.set(i);
        }
        done.set(true);
    }

    private long seen() {
        Account account = Objects.requireNonNull(accounts.find(hash("k"), 0));
        return Objects.requireNonNull(account.tenant().limits().of(LimitKind.CONCURRENCY));
    }

    private static Tenant limited(long most) {
        Limits limits = new Limits(Map.of(LimitKind.CONCURRENCY, most), Map.of());
        return new Tenant("acme", Tier.FREE, limits, true);
    }
}
