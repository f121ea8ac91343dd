package dev.sluice.core.admission;

import static dev.sluice.core.admission.SharedScene.DEMAND;
import static dev.sluice.core.admission.SharedScene.MILLI;
import static dev.sluice.core.admission.SharedScene.NOON;
import static dev.sluice.core.admission.SharedScene.account;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.SharedScene.Asked;
import dev.sluice.core.ledger.ExchangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Leases, late answers, and what becomes of requests while the counters cannot be asked. */
final class SharedGatesTest {

    private final SharedScene scene = new SharedScene();

    @Test
    void asksForOneByOneWhereFewAsk() {
        Asked first = scene.ask(scene.busy);
        scene.counters.grant(NOON);
        scene.ask(scene.busy);

        assertThat(first.now()).isInstanceOf(Shared.Granted.class);
        assertThat(scene.counters.claims)
                .hasSize(2)
                .allSatisfy(claim -> assertThat(claim.shares().get(0).more()).isZero());
        assertThat(scene.counters.holds.of(first.id()))
                .containsExactly(new Hold(
                        1,
                        5,
                        7,
                        List.of(new Hold.Part(new Subject.Id(Scope.KEY, "ci", Subject.Source.OWN), "tag", NOON, 1))));
    }

    @Test
    void spendsWhatWasTakenAlongWithoutWaiting() {
        scene.leaseOf(10);

        Asked next = scene.ask(scene.busy);

        assertThat(next.shared()).isNull();
        List<Hold> held = scene.counters.holds.of(next.id());
        assertThat(held).hasSize(1);
        assertThat(held.get(0).parts()).extracting(Hold.Part::exchanges).containsExactly(0);
    }

    @Test
    void fillsALeaseUpBeforeItIsUsedUp() {
        scene.leaseOf(10);
        int before = scene.counters.claims.size();

        for (int i = 0; i < 10 && scene.counters.claims.size() == before; i++) {
            assertThat(scene.ask(scene.busy).shared()).isNull();
        }

        Claim last = scene.counters.claims.get(scene.counters.claims.size() - 1);
        assertThat(last.kind()).isEqualTo(Claim.Kind.LEASE);
        assertThat(last.shares().get(0).more()).isPositive();
        scene.counters.grant(NOON);
        for (int i = 0; i < last.shares().get(0).more(); i++) {
            assertThat(scene.ask(scene.busy).shared()).isNull();
        }
    }

    @Test
    void givesBackWhatALeaseHasLeftWhenItEnds() {
        scene.leaseOf(10);
        scene.ask(scene.busy);

        scene.nanos += 999 * MILLI;
        scene.counters.turn();
        assertThat(scene.counters.givenBack).isEmpty();
        scene.nanos += MILLI;
        scene.counters.turn();
        scene.counters.turn();

        assertThat(scene.counters.givenBack).extracting(Hold::requests).containsExactly(9L);
        assertThat(scene.counters.givenBack).extracting(Hold::tokens).containsExactly(45L);
        assertThat(scene.ask(scene.busy).shared()).isNotNull();
    }

    @Test
    void givesBackAtTheEndWhatLeasesHaveLeftAndWhatComesYet() {
        scene.leaseOf(10);
        scene.ask(scene.busy);
        int before = scene.counters.claims.size();
        for (int i = 0; i < 9 && scene.counters.claims.size() == before; i++) {
            scene.ask(scene.busy);
        }

        scene.counters.end();

        long spent = scene.counters.holds.size();
        assertThat(scene.counters.givenBack).hasSize(1);
        assertThat(scene.counters.givenBack.get(0).requests()).isBetween(0L, 9L);
        scene.counters.grant(NOON);
        assertThat(scene.counters.givenBack).hasSize(2);
        assertThat(scene.counters.holds.size()).isEqualTo((int) spent);
        // Nothing is spent any more.
        assertThat(scene.ask(scene.busy).shared()).isNotNull();
    }

    @Test
    void takesNothingAlongForThoseWhoMayDoOnlySoMuchAtATime() {
        Account few = account(Map.of(LimitKind.CONCURRENCY, 1_000L), false);
        for (int i = 0; i < 500; i++) {
            scene.ask(few);
            scene.counters.grant(NOON);
        }

        assertThat(scene.counters.claims)
                .hasSize(500)
                .allSatisfy(claim -> assertThat(claim.shares().get(0).more()).isZero());
    }

    @Test
    void givesBackWhatIsGrantedAfterTheEnd() {
        Asked withdrawn = scene.ask(scene.busy);
        withdrawn.permit().withdraw(NOON);
        scene.counters.grant(NOON);
        Asked settled = scene.ask(scene.busy);
        settled.permit().settle(Spent.NOTHING, NOON);
        scene.counters.grant(NOON);

        assertThat(scene.counters.givenBack).hasSize(2);
        assertThat(scene.counters.holds.size()).isZero();
    }

    @Test
    void holdsWhatIsSettledUntilTheLedgerHasIt() {
        Asked settled = scene.ask(scene.busy);
        scene.counters.grant(NOON);
        settled.permit().settle(Spent.NOTHING, NOON);
        Asked withdrawn = scene.ask(scene.busy);
        scene.counters.grant(NOON);
        withdrawn.permit().withdraw(NOON);

        assertThat(scene.counters.holds.of(settled.id())).hasSize(1);
        assertThat(scene.counters.holds.of(withdrawn.id())).isEmpty();
        assertThat(scene.counters.givenBack).hasSize(1);
        scene.gates.forget(settled.id());
        scene.gates.forget(settled.id());
        assertThat(scene.counters.givenBack).hasSize(2);
    }

    @Test
    void refusesNothingByItselfWhileTheCountersAnswer() {
        Account narrow = account(Map.of(LimitKind.DAY_REQUESTS, 1L), false);

        scene.ask(narrow);
        scene.counters.grant(NOON);
        Asked second = scene.ask(narrow);
        Denied denied = new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 1, 77);
        scene.counters
                .answers
                .get(1)
                .complete(new Ruling(denied, List.of(new Ruling.Part("", NOON, 0, 0, 0, List.of(), List.of()))));

        assertThat(second.now()).isEqualTo(new Shared.Refused(denied));
    }

    @Test
    void countsAgainstItsPartOfTheLimitWhereWhatIsOpenCannotBeAsked() {
        scene.counters.gateways = 3;
        scene.counters.reachable = false;
        Account limited = account(Map.of(LimitKind.DAY_REQUESTS, 9L, LimitKind.DAY_TOKENS, 1_000L), false);

        List<Shared> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Asked asked = scene.ask(limited);
            answers.add(asked.now());
            if (!(asked.now() instanceof Shared.Granted)) {
                asked.permit().withdraw(NOON);
            }
        }

        assertThat(scene.counters.claims).isEmpty();
        assertThat(answers.subList(0, 3)).allMatch(Shared.Granted.class::isInstance);
        assertThat(answers.get(3))
                .isEqualTo(new Shared.Refused(new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 3, 43_200_000)));
    }

    @Test
    void countsWhereItWasCountedWhateverWasLookedAtInBetween() {
        scene.counters.reachable = false;
        Account limited = account(
                Map.of(
                        LimitKind.MINUTE_REQUESTS, 1L,
                        LimitKind.MINUTE_TOKENS, 5L,
                        LimitKind.DAY_REQUESTS, 1L,
                        LimitKind.BURST, 1L),
                false);
        long next = NOON + 60_000;
        Permit permit = ((Gates.Entry.Granted) scene.gates.enter(limited, NOON)).permit();
        scene.gates.reserve(permit, limited, DEMAND, NOON);
        // Another minute has begun when it is decided.
        scene.gates.share(permit, limited, DEMAND, new ExchangeId(1, scene.nextId()), next);

        permit.withdraw(next);

        assertThat(permit.rooms(next)).extracting(Room::remaining).containsExactlyInAnyOrder(1L, 5L, 1L);
        Permit other = ((Gates.Entry.Granted) scene.gates.enter(limited, next)).permit();
        scene.gates.reserve(other, limited, DEMAND, next);
        assertThat(scene.gates.share(other, limited, DEMAND, new ExchangeId(1, scene.nextId()), next))
                .isCompletedWithValue(new Shared.Granted());
    }

    @Test
    void givesBackWhatWasReservedForMoreThatOthersRefuse() {
        scene.meters.balanceIs("ann", 1_000);
        Account who = account(Map.of(LimitKind.DAY_TOKENS, 100L, LimitKind.MINUTE_TOKENS, 100L), true);
        Limits group = new Limits(Map.of(LimitKind.MINUTE_TOKENS, 50L), Map.of());
        Permit permit = ((Gates.Entry.Granted) scene.gates.enter(who, NOON)).permit();
        scene.gates.reserve(permit, who, DEMAND, NOON);
        assertThat(scene.gates.join(permit, "openai", group, NOON)).isNull();
        Demand more = new Demand(0, 40, 60);
        assertThat(scene.gates.extend(permit, who, more, NOON + 1)).isNull();

        scene.gates.retract(permit, more, NOON + 2);

        assertThat(permit.reserved()).isEqualTo(DEMAND);
        assertThat(permit.rooms(NOON + 2)).extracting(Room::remaining).containsOnly(95L);
        assertThat(scene.gates.extend(permit, who, new Demand(0, 45, 0), NOON + 2))
                .isNull();
        permit.settle(new Spent(5, 7), NOON + 3);
        scene.gates.retract(permit, more, NOON + 4);
        assertThat(scene.meters.balance("ann")).isEqualTo(993);
        assertThat(scene.meters.wallet("ann").covers(0)).isTrue();
    }

    @Test
    void spendsWhatIsLeftOfLeasesWhereWhatIsClosedCannotBeAsked() {
        scene.leaseOf(10);
        scene.closed.add(LimitKind.DAY_REQUESTS);
        scene.counters.reachable = false;

        for (int i = 0; i < 10; i++) {
            assertThat(scene.ask(scene.busy).now()).isInstanceOf(Shared.Granted.class);
        }
        assertThat(scene.ask(scene.busy).now()).isInstanceOf(Shared.Unavailable.class);
    }

    @Test
    void decidesByItselfWhenAnAnswerDoesNotCome() {
        Asked open = scene.ask(scene.busy);
        scene.counters.fail();
        scene.closed.add(LimitKind.DAY_REQUESTS);
        Asked shut = scene.ask(scene.busy);
        scene.counters.fail();

        assertThat(open.now()).isInstanceOf(Shared.Granted.class);
        assertThat(shut.now()).isInstanceOf(Shared.Unavailable.class);
        assertThat(scene.counters.holds.size()).isZero();
    }

    @Test
    void spendsTheCreditsThatWereKnownLastWhileNobodyCanBeAsked() {
        Account prepaid = account(Map.of(), true);
        scene.ask(prepaid);
        scene.counters.grant(NOON);
        scene.counters.reachable = false;

        int passed = 0;
        for (int i = 0; i < 200; i++) {
            Asked asked = scene.ask(prepaid);
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
        scene.leaseOf(10);

        Asked next = scene.ask(scene.busy);

        List<Room> rooms = next.permit().rooms(NOON);
        assertThat(rooms).extracting(Room::remaining).containsExactly(50_009L);
        assertThat(next.permit().exceeded(NOON)).isEmpty();
    }

    @Test
    void givesAGroupItsPartOfWhatAllMayAsk() {
        scene.counters.gateways = 2;
        Limits limits = new Limits(Map.of(LimitKind.CONCURRENCY, 3L), Map.of());

        assertThat(scene.gates.join(scene.gates.pass(NOON), "openai", limits, NOON))
                .isNull();
        assertThat(scene.gates.join(scene.gates.pass(NOON), "openai", limits, NOON))
                .isEqualTo(new Denied(Scope.GROUP, LimitKind.CONCURRENCY, 1, 1_000));
    }
}
