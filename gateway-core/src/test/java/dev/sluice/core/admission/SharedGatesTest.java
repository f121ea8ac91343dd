package dev.sluice.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.User;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Leases, late answers, and what becomes of requests while the counters cannot be asked. */
final class SharedGatesTest {

    private static final long NOON = 1_795_608_000_000L;
    private static final long MILLI = 1_000_000;
    private static final Demand DEMAND = new Demand(2, 3, 7);

    private final ScriptedCounters counters = new ScriptedCounters();
    private final Meters meters = new Meters();
    private final Set<LimitKind> closed = EnumSet.noneOf(LimitKind.class);
    private long nanos = 5_000 * MILLI;
    private final Gates gates = new Gates(meters, counters, closed::contains, () -> nanos);
    private final Account busy = account(Map.of(LimitKind.DAY_REQUESTS, 100_000L), false);
    private long ids;

    private record Asked(
            Permit permit, ExchangeId id, @Nullable CompletionStage<Shared> shared) {

        Shared now() {
            return shared == null
                    ? new Shared.Granted()
                    : shared.toCompletableFuture().getNow(new Shared.Unavailable());
        }
    }

    @Test
    void asksForOneByOneWhereFewAsk() {
        Asked first = ask(busy);
        counters.grant(NOON);
        ask(busy);

        assertThat(first.now()).isInstanceOf(Shared.Granted.class);
        assertThat(counters.claims)
                .hasSize(2)
                .allSatisfy(claim -> assertThat(claim.shares().get(0).more()).isZero());
        assertThat(counters.holds.of(first.id()))
                .containsExactly(new Hold(
                        1,
                        5,
                        7,
                        List.of(new Hold.Part(new Subject.Id(Scope.KEY, "ci", Subject.Source.OWN), "tag", NOON, 1))));
    }

    @Test
    void spendsWhatWasTakenAlongWithoutWaiting() {
        leaseOf(10);

        Asked next = ask(busy);

        assertThat(next.shared()).isNull();
        List<Hold> held = counters.holds.of(next.id());
        assertThat(held).hasSize(1);
        assertThat(held.get(0).parts()).extracting(Hold.Part::exchanges).containsExactly(0);
    }

    @Test
    void fillsALeaseUpBeforeItIsUsedUp() {
        leaseOf(10);
        int before = counters.claims.size();

        for (int i = 0; i < 10 && counters.claims.size() == before; i++) {
            assertThat(ask(busy).shared()).isNull();
        }

        Claim last = counters.claims.get(counters.claims.size() - 1);
        assertThat(last.kind()).isEqualTo(Claim.Kind.LEASE);
        assertThat(last.shares().get(0).more()).isPositive();
        counters.grant(NOON);
        for (int i = 0; i < last.shares().get(0).more(); i++) {
            assertThat(ask(busy).shared()).isNull();
        }
    }

    @Test
    void givesBackWhatALeaseHasLeftWhenItEnds() {
        leaseOf(10);
        ask(busy);

        nanos += 999 * MILLI;
        counters.turn();
        assertThat(counters.givenBack).isEmpty();
        nanos += MILLI;
        counters.turn();
        counters.turn();

        assertThat(counters.givenBack).extracting(Hold::requests).containsExactly(9L);
        assertThat(counters.givenBack).extracting(Hold::tokens).containsExactly(45L);
        assertThat(ask(busy).shared()).isNotNull();
    }

    @Test
    void givesBackAtTheEndWhatLeasesHaveLeftAndWhatComesYet() {
        leaseOf(10);
        ask(busy);
        int before = counters.claims.size();
        for (int i = 0; i < 9 && counters.claims.size() == before; i++) {
            ask(busy);
        }

        counters.end();

        long spent = counters.holds.size();
        assertThat(counters.givenBack).hasSize(1);
        assertThat(counters.givenBack.get(0).requests()).isBetween(0L, 9L);
        counters.grant(NOON);
        assertThat(counters.givenBack).hasSize(2);
        assertThat(counters.holds.size()).isEqualTo((int) spent);
        // Nothing is spent any more.
        assertThat(ask(busy).shared()).isNotNull();
    }

    @Test
    void takesNothingAlongForThoseWhoMayDoOnlySoMuchAtATime() {
        Account few = account(Map.of(LimitKind.CONCURRENCY, 1_000L), false);
        for (int i = 0; i < 500; i++) {
            ask(few);
            counters.grant(NOON);
        }

        assertThat(counters.claims)
                .hasSize(500)
                .allSatisfy(claim -> assertThat(claim.shares().get(0).more()).isZero());
    }

    @Test
    void givesBackWhatIsGrantedAfterTheEnd() {
        Asked withdrawn = ask(busy);
        withdrawn.permit().withdraw(NOON);
        counters.grant(NOON);
        Asked settled = ask(busy);
        settled.permit().settle(Spent.NOTHING, NOON);
        counters.grant(NOON);

        assertThat(counters.givenBack).hasSize(2);
        assertThat(counters.holds.size()).isZero();
    }

    @Test
    void holdsWhatIsSettledUntilTheLedgerHasIt() {
        Asked settled = ask(busy);
        counters.grant(NOON);
        settled.permit().settle(Spent.NOTHING, NOON);
        Asked withdrawn = ask(busy);
        counters.grant(NOON);
        withdrawn.permit().withdraw(NOON);

        assertThat(counters.holds.of(settled.id())).hasSize(1);
        assertThat(counters.holds.of(withdrawn.id())).isEmpty();
        assertThat(counters.givenBack).hasSize(1);
        gates.forget(settled.id());
        gates.forget(settled.id());
        assertThat(counters.givenBack).hasSize(2);
    }

    @Test
    void refusesNothingByItselfWhileTheCountersAnswer() {
        Account narrow = account(Map.of(LimitKind.DAY_REQUESTS, 1L), false);

        ask(narrow);
        counters.grant(NOON);
        Asked second = ask(narrow);
        Denied denied = new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 1, 77);
        counters.answers
                .get(1)
                .complete(new Ruling(denied, List.of(new Ruling.Part("", NOON, 0, 0, 0, List.of(), List.of()))));

        assertThat(second.now()).isEqualTo(new Shared.Refused(denied));
    }

    @Test
    void countsAgainstItsPartOfTheLimitWhereWhatIsOpenCannotBeAsked() {
        counters.gateways = 3;
        counters.reachable = false;
        Account limited = account(Map.of(LimitKind.DAY_REQUESTS, 9L, LimitKind.DAY_TOKENS, 1_000L), false);

        List<Shared> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Asked asked = ask(limited);
            answers.add(asked.now());
            if (!(asked.now() instanceof Shared.Granted)) {
                asked.permit().withdraw(NOON);
            }
        }

        assertThat(counters.claims).isEmpty();
        assertThat(answers.subList(0, 3)).allMatch(Shared.Granted.class::isInstance);
        assertThat(answers.get(3))
                .isEqualTo(new Shared.Refused(new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 3, 43_200_000)));
    }

    @Test
    void countsWhereItWasCountedWhateverWasLookedAtInBetween() {
        counters.reachable = false;
        Account limited = account(
                Map.of(
                        LimitKind.MINUTE_REQUESTS, 1L,
                        LimitKind.MINUTE_TOKENS, 5L,
                        LimitKind.DAY_REQUESTS, 1L,
                        LimitKind.BURST, 1L),
                false);
        long next = NOON + 60_000;
        Permit permit = ((Gates.Entry.Granted) gates.enter(limited, NOON)).permit();
        gates.reserve(permit, limited, DEMAND, NOON);
        // Another minute has begun when it is decided.
        gates.share(permit, limited, DEMAND, new ExchangeId(1, ++ids), next);

        permit.withdraw(next);

        assertThat(permit.rooms(next)).extracting(Room::remaining).containsExactlyInAnyOrder(1L, 5L, 1L);
        Permit other = ((Gates.Entry.Granted) gates.enter(limited, next)).permit();
        gates.reserve(other, limited, DEMAND, next);
        assertThat(gates.share(other, limited, DEMAND, new ExchangeId(1, ++ids), next))
                .isCompletedWithValue(new Shared.Granted());
    }

    @Test
    void givesBackWhatWasReservedForMoreThatOthersRefuse() {
        meters.balanceIs("ann", 1_000);
        Account who = account(Map.of(LimitKind.DAY_TOKENS, 100L, LimitKind.MINUTE_TOKENS, 100L), true);
        Limits group = new Limits(Map.of(LimitKind.MINUTE_TOKENS, 50L), Map.of());
        Permit permit = ((Gates.Entry.Granted) gates.enter(who, NOON)).permit();
        gates.reserve(permit, who, DEMAND, NOON);
        assertThat(gates.join(permit, "openai", group, NOON)).isNull();
        Demand more = new Demand(0, 40, 60);
        assertThat(gates.extend(permit, who, more, NOON + 1)).isNull();

        gates.retract(permit, more, NOON + 2);

        assertThat(permit.reserved()).isEqualTo(DEMAND);
        assertThat(permit.rooms(NOON + 2)).extracting(Room::remaining).containsOnly(95L);
        assertThat(gates.extend(permit, who, new Demand(0, 45, 0), NOON + 2)).isNull();
        permit.settle(new Spent(5, 7), NOON + 3);
        gates.retract(permit, more, NOON + 4);
        assertThat(meters.balance("ann")).isEqualTo(993);
        assertThat(meters.wallet("ann").covers(0)).isTrue();
    }

    @Test
    void spendsWhatIsLeftOfLeasesWhereWhatIsClosedCannotBeAsked() {
        leaseOf(10);
        closed.add(LimitKind.DAY_REQUESTS);
        counters.reachable = false;

        for (int i = 0; i < 10; i++) {
            assertThat(ask(busy).now()).isInstanceOf(Shared.Granted.class);
        }
        assertThat(ask(busy).now()).isInstanceOf(Shared.Unavailable.class);
    }

    @Test
    void decidesByItselfWhenAnAnswerDoesNotCome() {
        Asked open = ask(busy);
        counters.fail();
        closed.add(LimitKind.DAY_REQUESTS);
        Asked shut = ask(busy);
        counters.fail();

        assertThat(open.now()).isInstanceOf(Shared.Granted.class);
        assertThat(shut.now()).isInstanceOf(Shared.Unavailable.class);
        assertThat(counters.holds.size()).isZero();
    }

    @Test
    void spendsTheCreditsThatWereKnownLastWhileNobodyCanBeAsked() {
        Account prepaid = account(Map.of(), true);
        ask(prepaid);
        counters.grant(NOON);
        counters.reachable = false;

        int passed = 0;
        for (int i = 0; i < 200; i++) {
            Asked asked = ask(prepaid);
            if (asked.now() instanceof Shared.Granted) {
                passed++;
                asked.permit().settle(new Spent(5, 7), NOON);
            } else {
                asked.permit().withdraw(NOON);
            }
        }

        // 700 were told, of which the first holds 7.
        assertThat(passed).isEqualTo(99);
    }

    @Test
    void tellsWhatTheCountersSaidLessWhatWasSpentSince() {
        leaseOf(10);

        Asked next = ask(busy);

        List<Room> rooms = next.permit().rooms(NOON);
        assertThat(rooms).extracting(Room::remaining).containsExactly(50_009L);
        assertThat(next.permit().exceeded(NOON)).isEmpty();
    }

    @Test
    void givesAGroupItsPartOfWhatAllMayAsk() {
        counters.gateways = 2;
        Limits limits = new Limits(Map.of(LimitKind.CONCURRENCY, 3L), Map.of());

        assertThat(gates.join(gates.pass(NOON), "openai", limits, NOON)).isNull();
        assertThat(gates.join(gates.pass(NOON), "openai", limits, NOON))
                .isEqualTo(new Denied(Scope.GROUP, LimitKind.CONCURRENCY, 1, 1_000));
    }

    /** Has many ask in one second, of whom nobody gets an answer; in the next one somebody takes so many along. */
    private void leaseOf(int more) {
        for (int i = 0; i < 10 * more; i++) {
            ask(busy).permit().settle(Spent.NOTHING, NOON);
        }
        counters.answers.forEach(answer -> answer.completeExceptionally(new IllegalStateException("away")));
        nanos += 1_000 * MILLI;
        ask(busy);
        assertThat(counters.claims
                        .get(counters.claims.size() - 1)
                        .shares()
                        .get(0)
                        .more())
                .isEqualTo(more);
        counters.grant(NOON);
    }

    private Asked ask(Account who) {
        Permit permit = ((Gates.Entry.Granted) gates.enter(who, NOON)).permit();
        assertThat(gates.reserve(permit, who, DEMAND, NOON)).isNull();
        ExchangeId id = new ExchangeId(1, ++ids);
        return new Asked(permit, id, gates.share(permit, who, DEMAND, id, NOON));
    }

    private static Account account(Map<LimitKind, Long> ofKey, boolean prepaid) {
        return new Account(
                new ClientKey(
                        "ci",
                        null,
                        prepaid ? "ann" : null,
                        Set.of(),
                        AllowedModels.ALL,
                        null,
                        ClientKey.Validity.ALWAYS,
                        new Limits(ofKey, Map.of())),
                Tenant.STANDARD,
                prepaid ? new User("ann", "default", Limits.NONE, true, true) : null,
                null,
                null,
                null);
    }
}
