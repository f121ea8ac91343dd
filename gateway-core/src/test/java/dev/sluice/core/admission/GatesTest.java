package dev.sluice.core.admission;

import static dev.sluice.core.admission.Limited.account;
import static dev.sluice.core.admission.Limited.limit;
import static dev.sluice.core.admission.Limited.limits;
import static dev.sluice.core.admission.Limited.plan;
import static dev.sluice.core.admission.Limited.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Trial;
import dev.sluice.core.admission.Gates.Entry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatesTest {

    /** 2026-11-25, noon. */
    private static final long NOON = 1_795_608_000_000L;

    private static final long DAY = 86_400_000;

    private final Meters meters = new Meters();
    private final Gates gates = new Gates(meters);

    @Test
    void letsThroughWhatNobodyLimits() {
        assertThat(gates.enter(account(Limits.NONE, Limits.NONE), NOON)).isInstanceOf(Entry.Granted.class);
    }

    @Test
    void countsForNothingWhatCameToNoProvider() {
        Account account = account(limits(Map.of(LimitKind.DAY_REQUESTS, 5L, LimitKind.DAY_TOKENS, 900L)), Limits.NONE);
        Permit permit = enter(account);
        gates.reserve(permit, account, new Demand(100, 700, 0), NOON);

        permit.withdraw(NOON);
        permit.settle(new Spent(5, 5), NOON);

        assertThat(enter(account).rooms(NOON)).extracting(Room::remaining).containsExactlyInAnyOrder(4L, 900L);
    }

    @Test
    void givesBackWhatWasReservedWithAnotherGroup() {
        Limits limits = limits(Map.of(LimitKind.CONCURRENCY, 1L, LimitKind.DAY_TOKENS, 900L));
        Permit permit = gates.pass(NOON);

        assertThat(gates.reserve(permit, Account.ANYONE, new Demand(100, 700, 0), NOON))
                .isNull();
        assertThat(gates.join(permit, "one", limits, NOON)).isNull();
        assertThat(gates.join(permit, "two", limits, NOON)).isNull();
        permit.settle(new Spent(300, 0), NOON);

        assertThat(used("one")).isZero();
        assertThat(used("two")).isEqualTo(300);
    }

    @Test
    void goesOnFromWhatTheLedgerKnows() {
        meters.open(Scope.KEY, "one", LimitKind.DAY_TOKENS, 600, NOON);
        Account account = account("one", limit(LimitKind.DAY_TOKENS, 1_000), Limits.NONE);

        assertThat(gates.reserve(enter(account), account, new Demand(0, 401, 0), NOON + 5))
                .isEqualTo(new Denied(Scope.KEY, LimitKind.DAY_TOKENS, 1_000, DAY / 2 - 5));
        assertThat(gates.reserve(enter(account), account, new Demand(0, 401, 0), NOON + DAY))
                .isNull();
    }

    private long used(String group) {
        Limits most = limits(Map.of(LimitKind.CONCURRENCY, 1L, LimitKind.DAY_TOKENS, 900L));
        Permit permit = gates.pass(NOON);
        for (long tokens = 0; tokens <= 900; tokens += 100) {
            gates.reserve(permit, Account.ANYONE, new Demand(0, 900 - tokens, 0), NOON);
            if (gates.join(permit, group, most, NOON) == null) {
                return tokens;
            }
        }
        return -1;
    }

    @Test
    void countsForTheTenantOverAllItsKeys() {
        Limits two = limit(LimitKind.MINUTE_REQUESTS, 2);
        gates.enter(account("one", Limits.NONE, two), NOON);
        gates.enter(account("two", Limits.NONE, two), NOON);

        assertThat(gates.enter(account("three", Limits.NONE, two), NOON))
                .isEqualTo(new Entry.Refused(new Denied(Scope.TENANT, LimitKind.MINUTE_REQUESTS, 2, 90_000)));
    }

    @Test
    void countsForNobodyWhatOneRefuses() {
        Account account = account(limit(LimitKind.MINUTE_REQUESTS, 5), limit(LimitKind.CONCURRENCY, 1));
        Permit first = enter(account);
        assertThat(gates.enter(account, NOON)).isInstanceOf(Entry.Refused.class);
        assertThat(gates.enter(account, NOON)).isInstanceOf(Entry.Refused.class);
        first.settle(Spent.NOTHING, NOON);

        Permit second = enter(account);

        assertThat(second.rooms(NOON)).containsExactly(new Room(LimitKind.MINUTE_REQUESTS, 5, 3, 120_000));
    }

    @Test
    void holdsABurstBack() {
        Account account = account(limits(Map.of(LimitKind.BURST, 2L, LimitKind.MINUTE_REQUESTS, 60L)), Limits.NONE);
        enter(account);
        enter(account);

        assertThat(gates.enter(account, NOON))
                .isEqualTo(new Entry.Refused(new Denied(Scope.KEY, LimitKind.BURST, 2, 1_000)));
        assertThat(gates.enter(account, NOON + 1_000)).isInstanceOf(Entry.Granted.class);
    }

    @Test
    void letsNobodyInWhoseBurstIsNothing() {
        Account account = account(limit(LimitKind.BURST, 0), Limits.NONE);

        assertThat(gates.enter(account, NOON))
                .isEqualTo(new Entry.Refused(new Denied(Scope.KEY, LimitKind.BURST, 0, 60_000)));
    }

    @Test
    void countsWhatWasUsedInsteadOfWhatWasReserved() {
        Account account = account(limit(LimitKind.DAY_TOKENS, 1_000), Limits.NONE);
        Permit permit = enter(account);
        assertThat(gates.reserve(permit, account, new Demand(100, 700, 0), NOON))
                .isNull();
        assertThat(gates.reserve(enter(account), account, new Demand(100, 700, 0), NOON))
                .isEqualTo(new Denied(Scope.KEY, LimitKind.DAY_TOKENS, 1_000, DAY / 2));

        permit.settle(new Spent(150, 0), NOON);
        permit.settle(new Spent(150, 0), NOON);

        assertThat(permit.rooms(NOON)).containsExactly(new Room(LimitKind.DAY_TOKENS, 1_000, 850, DAY / 2));
    }

    @Test
    void beginsANewDayAtMidnight() {
        Account account = account(limit(LimitKind.DAY_REQUESTS, 1), Limits.NONE);
        enter(account);

        assertThat(gates.enter(account, NOON + DAY / 2 - 1)).isInstanceOf(Entry.Refused.class);
        assertThat(gates.enter(account, NOON + DAY / 2)).isInstanceOf(Entry.Granted.class);
    }

    @Test
    void blocksBeyondABudget() {
        Account account = account(Limits.NONE, limit(LimitKind.DAY_BUDGET, 100));
        Permit permit = enter(account);
        gates.reserve(permit, account, new Demand(0, 0, 90), NOON);

        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 20), NOON))
                .isEqualTo(new Denied(Scope.TENANT, LimitKind.DAY_BUDGET, 100, DAY / 2));
    }

    @Test
    void warnsBeyondABudgetThatOnlyWarns() {
        Account account = account(
                Limits.NONE,
                new Limits(Map.of(LimitKind.DAY_BUDGET, 100L), Map.of(LimitKind.DAY_BUDGET, OnExceeded.WARN)));
        Permit permit = enter(account);

        assertThat(gates.reserve(permit, account, new Demand(0, 0, 500), NOON)).isNull();
        assertThat(permit.exceeded(NOON)).containsExactly(LimitKind.DAY_BUDGET);
    }

    @Test
    void slowsDownBeyondABudgetThatThrottles() {
        Account account = account(
                Limits.NONE,
                new Limits(
                        Map.of(LimitKind.DAY_BUDGET, 100L, LimitKind.MINUTE_REQUESTS, 600L),
                        Map.of(LimitKind.DAY_BUDGET, OnExceeded.THROTTLE)));

        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 500), NOON))
                .isNull();
        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 500), NOON))
                .isEqualTo(new Denied(Scope.TENANT, LimitKind.DAY_BUDGET, 100, 1_000));
        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 500), NOON + 1_000))
                .isNull();
    }

    @Test
    void takesWhatItCostFromTheCredits() {
        meters.credit("ann", 100);
        Account account = user(null, null);
        Permit permit = enter(account);
        assertThat(gates.reserve(permit, account, new Demand(0, 0, 80), NOON)).isNull();
        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 30), NOON))
                .isEqualTo(new Denied(Scope.USER, LimitKind.CREDITS, 100, 0));

        permit.settle(new Spent(0, 60), NOON);

        assertThat(meters.balance("ann")).isEqualTo(40);
    }

    @Test
    void refusesWhoHasNoCreditsWhateverItCosts() {
        Account account = user(null, null);

        assertThat(gates.reserve(enter(account), account, Demand.NONE, NOON))
                .isEqualTo(new Denied(Scope.USER, LimitKind.CREDITS, 0, 0));
    }

    @Test
    void givesCreditsBackWhenALimitIsInTheWay() {
        meters.credit("ann", 100);
        Account account = user(plan(limit(LimitKind.DAY_TOKENS, 10)), null);

        assertThat(gates.reserve(enter(account), account, new Demand(5, 50, 80), NOON))
                .isEqualTo(new Denied(Scope.USER, LimitKind.PLAN, 10, 0));
        assertThat(gates.reserve(enter(account), account, new Demand(1, 1, 100), NOON))
                .isNull();
    }

    @Test
    void letsATrialPayBeforeTheCredits() {
        meters.credit("ann", 100);
        Account account = user(null, new Trial("ann", NOON - 1, NOON + 1, 1_000, 1, 50, Trial.State.ACTIVE));
        Permit permit = enter(account);
        assertThat(gates.reserve(permit, account, new Demand(1, 1, 50), NOON)).isNull();

        permit.settle(new Spent(2, 50), NOON);

        assertThat(permit.onTrial()).isTrue();
        assertThat(meters.balance("ann")).isEqualTo(100);
        assertThat(gates.reserve(enter(account), account, new Demand(1, 1, 0), NOON))
                .isEqualTo(new Denied(Scope.USER, LimitKind.TRIAL, 1, 0));
    }

    @Test
    void limitsAGroupWhenItIsKnown() {
        Account account = account(Limits.NONE, Limits.NONE);
        Limits one = limit(LimitKind.CONCURRENCY, 1);
        Permit first = enter(account);
        assertThat(gates.join(first, "openai", one, NOON)).isNull();
        assertThat(gates.join(enter(account), "openai", one, NOON))
                .isEqualTo(new Denied(Scope.GROUP, LimitKind.CONCURRENCY, 1, 1_000));

        first.settle(Spent.NOTHING, NOON);

        assertThat(gates.join(enter(account), "openai", one, NOON)).isNull();
    }

    @Test
    void keepsWhatWasCountedWhenALimitChanges() {
        enter(account(limit(LimitKind.HOUR_REQUESTS, 10), Limits.NONE));

        Permit permit = enter(account(limit(LimitKind.HOUR_REQUESTS, 3), Limits.NONE));

        assertThat(permit.rooms(NOON)).containsExactly(new Room(LimitKind.HOUR_REQUESTS, 3, 1, 7_200_000));
    }

    private Permit enter(Account account) {
        return ((Entry.Granted) gates.enter(account, NOON)).permit();
    }
}
