package dev.sluice.core.admission;

import static dev.sluice.core.admission.Limited.account;
import static dev.sluice.core.admission.Limited.limit;
import static dev.sluice.core.admission.Limited.limits;
import static dev.sluice.core.admission.Limited.plan;
import static dev.sluice.core.admission.Limited.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.Gates.Entry;
import dev.sluice.core.ledger.Share;
import dev.sluice.core.request.Usage;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What holds for limits that change while something is under way, and for requests of which nothing comes. */
class GatesChangeTest {

    /** 2026-11-25, noon. */
    private static final long NOON = 1_795_608_000_000L;

    private static final long DAY = 86_400_000;

    private final Meters meters = new Meters();
    private final Gates gates = new Gates(meters);

    @Test
    void takesNothingFromTodayForWhatCameYesterday() {
        Account account = account(limit(LimitKind.DAY_REQUESTS, 5), Limits.NONE);
        Permit yesterday = enter(account);
        Permit today = ((Entry.Granted) gates.enter(account, NOON + DAY)).permit();

        yesterday.withdraw(NOON + DAY);
        assertThat(today.rooms(NOON + DAY)).extracting(Room::remaining).containsExactly(4L);
        today.withdraw(NOON + DAY);
        enter(account).withdraw(NOON + 2 * DAY);

        assertThat(((Entry.Granted) gates.enter(account, NOON + 2 * DAY))
                        .permit()
                        .rooms(NOON + 2 * DAY))
                .extracting(Room::remaining)
                .containsExactly(4L);
    }

    @Test
    void slowsNobodyDownForARequestThatAnotherLimitRefuses() {
        Account account = throttled(limit(LimitKind.DAY_TOKENS, 1_000));

        assertThat(gates.reserve(enter(account), account, new Demand(0, 2_000, 500), NOON))
                .isEqualTo(new Denied(Scope.TENANT, LimitKind.DAY_TOKENS, 1_000, 0));
        assertThat(gates.reserve(enter(account), account, new Demand(0, 10, 500), NOON))
                .isNull();
    }

    @Test
    void slowsNobodyDownForARequestThatNobodyIsAskedFor() {
        Account account = throttled(Limits.NONE);
        Permit permit = enter(account);
        assertThat(gates.reserve(permit, account, new Demand(0, 0, 500), NOON)).isNull();
        permit.withdraw(NOON);

        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 500), NOON))
                .isNull();
        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 500), NOON))
                .isNotNull();
    }

    @Test
    void slowsDownOnceForTwoBudgetsThatAreUsedUp() {
        Map<LimitKind, Long> most = Map.of(LimitKind.DAY_BUDGET, 100L, LimitKind.MONTH_BUDGET, 100L);
        Account account = account(
                new Limits(
                        most,
                        Map.of(LimitKind.DAY_BUDGET, OnExceeded.THROTTLE, LimitKind.MONTH_BUDGET, OnExceeded.THROTTLE)),
                Limits.NONE);

        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 500), NOON))
                .isNull();
        assertThat(gates.reserve(enter(account), account, new Demand(0, 0, 500), NOON + 1_000))
                .isNull();
    }

    /** A key whose budget of 100 slows down, of a tenant with other limits. */
    private static Account throttled(Limits tenant) {
        return account(
                new Limits(Map.of(LimitKind.DAY_BUDGET, 100L), Map.of(LimitKind.DAY_BUDGET, OnExceeded.THROTTLE)),
                tenant);
    }

    @Test
    void beginsALimitThatIsSetDuringTheDayAtWhatWasUsed() {
        meters.open(Scope.KEY, "ci", LimitKind.DAY_TOKENS, 500, NOON);
        meters.settled(settled("ci", "openai", NOON + 1));
        Account account = account(
                limits(Map.of(
                        LimitKind.DAY_TOKENS, 1_000L, LimitKind.MONTH_REQUESTS, 10L, LimitKind.MONTH_BUDGET, 1_000L)),
                limit(LimitKind.DAY_REQUESTS, 10));

        assertThat(enter(account).rooms(NOON + 2))
                .extracting(Room::kind, Room::remaining)
                .containsExactlyInAnyOrder(
                        tuple(LimitKind.DAY_TOKENS, 350L),
                        tuple(LimitKind.MONTH_REQUESTS, 8L),
                        tuple(LimitKind.MONTH_BUDGET, 930L),
                        tuple(LimitKind.DAY_REQUESTS, 8L));
    }

    @Test
    void countsWhatIsUnderWayForALimitThatIsSetMeanwhile() {
        Account before = account(limit(LimitKind.CONCURRENCY, 9), Limits.NONE);
        Permit underWay = enter(before);
        gates.reserve(underWay, before, new Demand(0, 300, 0), NOON);
        Account after = account(
                limits(Map.of(
                        LimitKind.DAY_REQUESTS, 10L, LimitKind.DAY_TOKENS, 1_000L, LimitKind.MINUTE_TOKENS, 1_000L)),
                Limits.NONE);

        Permit next = ((Entry.Granted) gates.enter(after, NOON + 1)).permit();
        gates.reserve(next, after, new Demand(0, 50, 0), NOON + 1);
        assertThat(left(next, NOON + 1))
                .containsExactlyInAnyOrder(
                        tuple(LimitKind.DAY_REQUESTS, 8L),
                        tuple(LimitKind.DAY_TOKENS, 650L),
                        tuple(LimitKind.MINUTE_TOKENS, 950L));
        underWay.settle(new Spent(100, 0), NOON + 2);

        assertThat(left(next, NOON + 2))
                .containsExactlyInAnyOrder(
                        tuple(LimitKind.DAY_REQUESTS, 8L),
                        tuple(LimitKind.DAY_TOKENS, 850L),
                        tuple(LimitKind.MINUTE_TOKENS, 950L));
    }

    private static List<Tuple> left(Permit permit, long now) {
        return permit.rooms(now).stream()
                .map(room -> tuple(room.kind(), room.remaining()))
                .toList();
    }

    @Test
    void startsALimitAnewThatWasTakenAwayOnlyWhereTheDayIsOver() {
        Account limited = account(limit(LimitKind.DAY_TOKENS, 1_000), Limits.NONE);
        Account other = account(limit(LimitKind.CONCURRENCY, 5), Limits.NONE);
        Permit permit = enter(limited);
        permit.settle(new Spent(150, 0), NOON);
        meters.settled(settled("ci", "openai", NOON));
        enter(other);

        assertThat(enter(limited).rooms(NOON)).extracting(Room::remaining).containsExactly(850L);
        enter(other);
        assertThat(((Entry.Granted) gates.enter(limited, NOON + DAY)).permit().rooms(NOON + DAY))
                .extracting(Room::remaining)
                .containsExactly(1_000L);
    }

    @Test
    void countsForEachGroupWhatWasUsedThere() {
        Limits most = limits(Map.of(LimitKind.DAY_TOKENS, 900L, LimitKind.DAY_REQUESTS, 10L));
        Permit permit = gates.pass(NOON);
        gates.join(permit, "one", most, NOON);
        permit.asked();
        gates.join(permit, "two", most, NOON);
        gates.join(permit, "three", most, NOON);
        permit.asked();

        permit.settle(new Spent(300, 0), List.of(new Share("one", 100, 0), new Share("three", 200, 0)), NOON);

        assertThat(roomsOf("one", most)).containsExactlyInAnyOrder(800L, 9L);
        assertThat(roomsOf("two", most)).containsExactlyInAnyOrder(900L, 10L);
        assertThat(roomsOf("three", most)).containsExactlyInAnyOrder(700L, 9L);
    }

    private List<Long> roomsOf(String group, Limits most) {
        return meters.rooms(new Subject(Scope.GROUP, group, Subject.Source.OWN, most), NOON).stream()
                .map(Room::remaining)
                .toList();
    }

    @Test
    void letsGoOfTrialsOfThoseThatAreNoMoreOnceTheyCannotComeBack() {
        meters.restoreTrial("over", 1, 10, 100);
        meters.restoreTrial("may come back", 1, 10, 100);
        meters.restoreTrial("there", 1, 10, 100);
        meters.restoreTrial("never tried", 0, 0, 0);

        meters.sweep(holder -> holder.id().equals("there"), "over"::equals, NOON);

        assertThat(meters.trials()).isEqualTo(2);
    }

    @Test
    void letsNoBurstThroughWhenALimitBecomesAnother() {
        Limits two = new Limits(Map.of(LimitKind.BURST, 4L, LimitKind.MINUTE_REQUESTS, 60L), Map.of());
        Limits one = new Limits(Map.of(LimitKind.BURST, 2L, LimitKind.MINUTE_REQUESTS, 30L), Map.of());
        for (int i = 0; i < 4; i++) {
            assertThat(gates.join(gates.pass(NOON), "openai", two, NOON)).isNull();
        }

        for (int i = 0; i < 5; i++) {
            assertThat(gates.join(gates.pass(NOON), "openai", one, NOON)).isNotNull();
            assertThat(gates.join(gates.pass(NOON), "openai", two, NOON)).isNotNull();
        }
    }

    @Test
    void letsGoOfThoseThatAreNoMoreOnceNothingIsUnderWay() {
        Account account = user(plan(limit(LimitKind.DAY_TOKENS, 10)), null);
        meters.credit("ann", 100);
        Permit permit = enter(account);
        gates.reserve(permit, account, new Demand(0, 5, 60), NOON);

        meters.sweep(holder -> false, user -> false, NOON);
        assertThat(meters.size()).isEqualTo(1);
        permit.settle(new Spent(5, 60), NOON);
        meters.sweep(holder -> true, user -> false, NOON);
        assertThat(meters.size()).isEqualTo(1);
        meters.sweep(holder -> false, user -> false, NOON);

        assertThat(meters.size()).isZero();
        assertThat(meters.balance("ann")).isEqualTo(40);
    }

    /** 150 tokens and 70 pico-dollars of the tenant acme. */
    private static dev.sluice.core.ledger.Entry settled(String key, String group, long at) {
        return new dev.sluice.core.ledger.Entry(
                1,
                2,
                at,
                "acme",
                null,
                key,
                null,
                "m",
                group,
                200,
                Usage.tokens(50, 100),
                false,
                70,
                "",
                false,
                false,
                List.of());
    }

    private Permit enter(Account account) {
        return ((Entry.Granted) gates.enter(account, NOON)).permit();
    }
}
