package dev.sluice.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Gates.Entry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** More is reserved while an answer goes on: with all limits or with none. */
class GatesExtendTest {

    /** 2026-11-25, noon. */
    private static final long NOON = 1_795_608_000_000L;

    private static final long DAY = 86_400_000;
    private static final long MINUTE = 60_000;
    private static final int THREADS = 8;

    private final Meters meters = new Meters();
    private final Gates gates = new Gates(meters);

    @Test
    void reservesMoreUntilALimitIsInTheWay() {
        Account account = account(limit(LimitKind.DAY_TOKENS, 1_000), Limits.NONE);
        Permit permit = reserved(account, new Demand(100, 400, 0));

        assertThat(gates.extend(permit, account, new Demand(0, 500, 0), NOON)).isNull();
        assertThat(gates.extend(permit, account, new Demand(0, 1, 0), NOON))
                .isEqualTo(new Denied(Scope.KEY, LimitKind.DAY_TOKENS, 1_000, DAY / 2));
        assertThat(permit.reserved()).isEqualTo(new Demand(100, 900, 0));
    }

    @Test
    void takesBackFromAllWhatOneRefuses() {
        meters.credit("ann", 1_000);
        Account account = account(limit(LimitKind.DAY_TOKENS, 1_000), limit(LimitKind.DAY_BUDGET, 100), null);
        Permit permit = reserved(account, new Demand(0, 100, 50));

        assertThat(gates.extend(permit, account, new Demand(0, 100, 51), NOON))
                .isEqualTo(new Denied(Scope.TENANT, LimitKind.DAY_BUDGET, 100, DAY / 2));

        assertThat(permit.rooms(NOON)).extracting(Room::remaining).containsExactly(900L, 50L);
        permit.settle(new Spent(80, 40), NOON);
        assertThat(meters.balance("ann")).isEqualTo(960);
        Account other = account(Limits.NONE, Limits.NONE, null);
        assertThat(gates.reserve(enter(other), other, new Demand(0, 0, 960), NOON))
                .isNull();
    }

    @Test
    void asksTheGroupThatAnswersToo() {
        Limits limits = limit(LimitKind.DAY_TOKENS, 900);
        Permit permit = gates.pass(NOON);
        gates.reserve(permit, Account.ANYONE, new Demand(100, 400, 0), NOON);
        gates.join(permit, "one", limits, NOON);

        assertThat(gates.extend(permit, Account.ANYONE, new Demand(0, 401, 0), NOON))
                .isEqualTo(new Denied(Scope.GROUP, LimitKind.DAY_TOKENS, 900, DAY / 2));
        assertThat(gates.extend(permit, Account.ANYONE, new Demand(0, 400, 0), NOON))
                .isNull();

        permit.settle(new Spent(600, 0), NOON);
        Permit next = gates.pass(NOON);
        gates.reserve(next, Account.ANYONE, new Demand(0, 300, 0), NOON);
        assertThat(gates.join(next, "one", limits, NOON)).isNull();
    }

    @Test
    void asksWhoPays() {
        meters.credit("ann", 100);
        Account account = account(Limits.NONE, Limits.NONE, null);
        Permit permit = reserved(account, new Demand(0, 10, 60));

        assertThat(gates.extend(permit, account, new Demand(0, 10, 41), NOON))
                .isEqualTo(new Denied(Scope.USER, LimitKind.CREDITS, 100, 0));
        assertThat(gates.extend(permit, account, new Demand(0, 10, 40), NOON)).isNull();

        permit.settle(new Spent(20, 70), NOON);
        assertThat(meters.balance("ann")).isEqualTo(30);
        assertThat(reserved(account, new Demand(0, 0, 30)).prepaid()).isTrue();
    }

    @Test
    void countsATrialsRequestOnce() {
        Trial trial = new Trial("ann", NOON - 1, NOON + 1, 100, 2, 1_000, Trial.State.ACTIVE);
        Account account = account(Limits.NONE, Limits.NONE, trial);
        Permit permit = reserved(account, new Demand(0, 60, 0));

        assertThat(gates.extend(permit, account, new Demand(0, 41, 0), NOON))
                .isEqualTo(new Denied(Scope.USER, LimitKind.TRIAL, 2, 0));
        assertThat(gates.extend(permit, account, new Demand(0, 40, 0), NOON)).isNull();
        permit.settle(new Spent(30, 0), NOON);

        assertThat(reserved(account, new Demand(0, 70, 0)).onTrial()).isTrue();
    }

    @Test
    void doesNotAskBudgetsThatOnlyWarn() {
        Account account = account(
                new Limits(Map.of(LimitKind.DAY_BUDGET, 100L), Map.of(LimitKind.DAY_BUDGET, OnExceeded.WARN)),
                Limits.NONE);
        Permit permit = reserved(account, new Demand(0, 10, 90));

        assertThat(gates.extend(permit, account, new Demand(0, 10, 90), NOON)).isNull();
        assertThat(permit.exceeded(NOON)).containsExactly(LimitKind.DAY_BUDGET);
    }

    @Test
    void doesNotSlowDownWhatIsUnderWay() {
        Account account = account(
                new Limits(Map.of(LimitKind.DAY_BUDGET, 100L), Map.of(LimitKind.DAY_BUDGET, OnExceeded.THROTTLE)),
                Limits.NONE);
        Permit permit = reserved(account, new Demand(0, 10, 90));

        for (int i = 0; i < 50; i++) {
            assertThat(gates.extend(permit, account, new Demand(0, 10, 90), NOON))
                    .isNull();
        }
    }

    @Test
    void correctsEachPartInTheWindowThatCountedIt() {
        Account account = account(limit(LimitKind.MINUTE_TOKENS, 1_000), Limits.NONE);
        Permit permit = reserved(account, new Demand(0, 300, 0));
        long later = NOON + MINUTE;
        gates.extend(permit, account, new Demand(0, 500, 0), later);
        assertThat(permit.rooms(later)).extracting(Room::remaining).containsExactly(200L);

        permit.settle(new Spent(400, 0), later);

        assertThat(permit.rooms(later)).extracting(Room::remaining).containsExactly(600L);
        assertThat(permit.rooms(later + MINUTE)).extracting(Room::remaining).containsExactly(900L);
    }

    @Test
    void leavesNothingOfWhatIsTakenBack() {
        Account account = account(limit(LimitKind.DAY_TOKENS, 1_000), Limits.NONE);
        Permit permit = reserved(account, new Demand(100, 400, 0));
        gates.extend(permit, account, new Demand(0, 300, 0), NOON);

        permit.withdraw(NOON);

        assertThat(permit.rooms(NOON)).extracting(Room::remaining).containsExactly(1_000L);
    }

    @Test
    void passesNoLimitThoughManyGoOnAtOnce() throws Exception {
        meters.credit("ann", 1_000_000);
        Account account =
                account(limit(LimitKind.DAY_TOKENS, 50_000), limit(LimitKind.DAY_BUDGET, 200_000), (Trial) null);
        AtomicLong tokens = new AtomicLong();
        AtomicLong spent = new AtomicLong();
        AtomicInteger refused = new AtomicInteger();

        Together.run(THREADS, thread -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            for (int i = 0; i < 300; i++) {
                Permit permit = enter(account);
                boolean passes = gates.reserve(permit, account, new Demand(1, 9, 30), NOON) == null;
                for (int step = 0; passes && step < 20; step++) {
                    Denied denied = gates.extend(permit, account, new Demand(0, random.nextLong(20), 40), NOON);
                    refused.addAndGet(denied == null ? 0 : 1);
                }
                long used = random.nextLong(permit.reserved().tokens() + 1);
                long cost = random.nextLong(permit.reserved().picoDollars() + 1);
                tokens.addAndGet(used);
                spent.addAndGet(cost);
                permit.settle(new Spent(used, cost), NOON);
            }
        });

        assertThat(refused).hasPositiveValue();
        assertThat(tokens.get()).isLessThanOrEqualTo(50_000);
        assertThat(spent.get()).isLessThanOrEqualTo(200_000);
        assertThat(meters.balance("ann")).isEqualTo(1_000_000 - spent.get());
        Demand rest = new Demand(0, 50_000 - tokens.get(), 200_000 - spent.get());
        assertThat(gates.reserve(enter(account), account, rest, NOON)).isNull();
    }

    private Permit reserved(Account account, Demand demand) {
        Permit permit = enter(account);
        assertThat(gates.reserve(permit, account, demand, NOON)).isNull();
        return permit;
    }

    private Permit enter(Account account) {
        return ((Entry.Granted) gates.enter(account, NOON)).permit();
    }

    /** One that is limited, and belongs to nobody. */
    private static Account account(Limits key, Limits tenant) {
        return new Account(
                new ClientKey("ci", "acme", null, Set.of(), AllowedModels.ALL, null, ClientKey.Validity.ALWAYS, key),
                new Tenant("acme", Tier.STARTER, tenant, true),
                null,
                null,
                null,
                null);
    }

    /** Ann's, who pays with credits when her trial is over. */
    private static Account account(Limits key, Limits tenant, @Nullable Trial trial) {
        return new Account(
                new ClientKey("ci", "acme", "ann", Set.of(), AllowedModels.ALL, null, ClientKey.Validity.ALWAYS, key),
                new Tenant("acme", Tier.STARTER, tenant, true),
                new User("ann", "acme", Limits.NONE, true, true),
                null,
                null,
                trial);
    }

    private static Limits limit(LimitKind kind, long most) {
        return new Limits(Map.of(kind, most), Map.of());
    }
}
