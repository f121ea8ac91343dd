package dev.sluice.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.admission.Claim.Kind;
import dev.sluice.core.admission.SharedTally.Decider;
import dev.sluice.core.admission.SharedTally.Outcome;
import dev.sluice.core.ledger.ExchangeId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is counted of decisions on limits that gateways share. */
final class SharedTallyTest {

    private static final long NOON = 1_795_608_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Demand DEMAND = new Demand(2, 3, 7);
    private static final Ruling.Part NO_ROOM = new Ruling.Part("", NOON, 0, 0, 0, List.of(), List.of());
    private static final Ruling REFUSED =
            new Ruling(new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 1, 77), List.of(NO_ROOM));

    private final ScriptedCounters counters = new ScriptedCounters();
    private final Set<LimitKind> closed = EnumSet.noneOf(LimitKind.class);
    private long nanos = 5 * SECOND;
    private final Gates gates = new Gates(new Meters(), counters, closed::contains, () -> nanos);
    private final SharedTally tally = gates.tally().orElseThrow();
    private final Account busy = account(100_000);
    private long ids;

    @Test
    void tellsWhatTheStoreHasAnswered() {
        ask(busy);
        counters.grant(NOON);
        ask(busy);
        answer(REFUSED);

        assertThat(tally.decisions(Decider.STORE, Outcome.GRANTED)).isEqualTo(1);
        assertThat(tally.decisions(Decider.STORE, Outcome.REFUSED)).isEqualTo(1);
        assertThat(tally.claims(Kind.ENTER, Outcome.GRANTED)).isEqualTo(1);
        assertThat(tally.claims(Kind.ENTER, Outcome.REFUSED)).isEqualTo(1);
        assertThat(decisions()).isEqualTo(2);
    }

    @Test
    void tellsWhatLeasesHaveSpared() {
        for (int i = 0; i < 100; i++) {
            ask(busy);
            counters.fail();
        }
        nanos += SECOND;
        ask(busy);
        counters.grant(NOON);
        for (int i = 0; i < 10; i++) {
            ask(busy);
        }

        assertThat(tally.decisions(Decider.LEASE, Outcome.GRANTED)).isEqualTo(10);
        assertThat(tally.decisions(Decider.STORE, Outcome.GRANTED)).isEqualTo(1);
        assertThat(tally.decisions(Decider.GATEWAY, Outcome.GRANTED)).isEqualTo(100);
        assertThat(tally.claims(Kind.ENTER, Outcome.UNAVAILABLE)).isEqualTo(100);
    }

    @Test
    void tellsWhatWasAskedForLeasesAlone() {
        for (int i = 0; i < 100; i++) {
            ask(busy);
            counters.fail();
        }
        nanos += SECOND;
        ask(busy);
        counters.grant(NOON);
        while (counters.claims.get(counters.claims.size() - 1).kind() != Kind.LEASE) {
            ask(busy);
        }

        answer(new Ruling(null, List.of(NO_ROOM)));

        assertThat(tally.claims(Kind.LEASE, Outcome.REFUSED))
                .as("nothing was taken along")
                .isEqualTo(1);
        assertThat(tally.claims(Kind.LEASE, Outcome.GRANTED)).isZero();
    }

    @Test
    void tellsWhatAGatewayDecidesByItself() {
        counters.reachable = false;
        Account narrow = account(1);
        ask(narrow);
        ask(narrow);
        closed.add(LimitKind.DAY_REQUESTS);
        ask(busy);

        assertThat(tally.decisions(Decider.GATEWAY, Outcome.GRANTED)).isEqualTo(1);
        assertThat(tally.decisions(Decider.GATEWAY, Outcome.REFUSED)).isEqualTo(1);
        assertThat(tally.decisions(Decider.GATEWAY, Outcome.UNAVAILABLE)).isEqualTo(1);
        assertThat(decisions()).isEqualTo(3);
        assertThat(tally.claims(Kind.ENTER, Outcome.UNAVAILABLE))
                .as("nothing was asked")
                .isZero();
    }

    @Test
    void tellsWhatWasAskedForExchangesThatGoOn() {
        Permit permit = ask(busy);
        counters.grant(NOON);
        gates.shareMore(permit, busy, DEMAND, new ExchangeId(1, ids), NOON);
        counters.grant(NOON);
        gates.shareMore(permit, busy, DEMAND, new ExchangeId(1, ids), NOON);
        counters.fail();

        assertThat(tally.claims(Kind.EXTEND, Outcome.GRANTED)).isEqualTo(1);
        assertThat(tally.claims(Kind.EXTEND, Outcome.UNAVAILABLE)).isEqualTo(1);
        assertThat(decisions()).as("of admissions alone").isEqualTo(1);
    }

    @Test
    void losesNoCountWhereManyThreadsCount() throws Exception {
        SharedTally shared = new SharedTally();
        Claim claim = new Claim(Kind.ENTER, 1, 1, List.of());

        Together.run(8, thread -> {
            for (int i = 0; i < 10_000; i++) {
                shared.decided(Decider.LEASE, Outcome.GRANTED);
                shared.claimed(claim, null);
            }
        });

        assertThat(shared.decisions(Decider.LEASE, Outcome.GRANTED)).isEqualTo(80_000);
        assertThat(shared.claims(Kind.ENTER, Outcome.UNAVAILABLE)).isEqualTo(80_000);
    }

    @Test
    void isThereOnlyWhereLimitsAreShared() {
        assertThat(new Gates(new Meters()).tally()).isEmpty();
    }

    private long decisions() {
        long sum = 0;
        for (Decider decider : Decider.values()) {
            for (Outcome outcome : Outcome.values()) {
                sum += tally.decisions(decider, outcome);
            }
        }
        return sum;
    }

    private void answer(Ruling ruling) {
        counters.answers.get(counters.answers.size() - 1).complete(ruling);
    }

    private Permit ask(Account who) {
        Permit permit = ((Gates.Entry.Granted) gates.enter(who, NOON)).permit();
        assertThat(gates.reserve(permit, who, DEMAND, NOON)).isNull();
        gates.share(permit, who, DEMAND, new ExchangeId(1, ++ids), NOON);
        return permit;
    }

    private static Account account(long requestsADay) {
        Limits limits = new Limits(Map.of(LimitKind.DAY_REQUESTS, requestsADay), Map.of());
        return new Account(
                new ClientKey(
                        "ci" + requestsADay,
                        null,
                        null,
                        Set.of(),
                        AllowedModels.ALL,
                        null,
                        ClientKey.Validity.ALWAYS,
                        limits),
                Tenant.STANDARD,
                null,
                null,
                null,
                null);
    }
}
