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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What leases are for where the counters refuse, or where only some of those who limit a request have one. */
final class SharedLeasesTest {

    private static final long NOON = 1_795_608_000_000L;
    private static final long MILLI = 1_000_000;
    private static final Demand DEMAND = new Demand(2, 3, 7);

    private final ScriptedCounters counters = new ScriptedCounters();
    private final Meters meters = new Meters();
    private long nanos = 5_000 * MILLI;
    private final Gates gates = new Gates(meters, counters, kind -> false, () -> nanos);
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
    void letsInWithWhatWasTakenAlongMeanwhileWhomTheCountersRefuse() {
        Account narrow = account(Map.of(LimitKind.DAY_REQUESTS, 100L), false);
        for (int i = 0; i < 10; i++) {
            ask(narrow);
        }
        Asked last = ask(narrow);
        Claim with = counters.claims.stream()
                .filter(claim -> claim.shares().get(0).more() > 0)
                .findFirst()
                .orElseThrow();
        counters.grant(counters.claims.indexOf(with), NOON);

        counters.refuse(10, new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 100, 77));
        counters.refuse(8, new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 100, 77));

        assertThat(last.now()).isInstanceOf(Shared.Granted.class);
        assertThat(counters.holds.of(last.id()))
                .singleElement()
                .satisfies(hold -> assertThat(hold.parts())
                        .extracting(Hold.Part::exchanges)
                        .containsExactly(0));
        assertThat(counters.givenBack).isEmpty();
    }

    @Test
    void asksAboutThoseOnlyOfWhomNothingWasTakenAlong() {
        Account prepaid = account(Map.of(LimitKind.DAY_REQUESTS, 100_000L), true);
        for (int i = 0; i < 100; i++) {
            ask(prepaid).permit().settle(Spent.NOTHING, NOON);
        }
        counters.answers.forEach(answer -> answer.completeExceptionally(new IllegalStateException("away")));
        nanos += 1_000 * MILLI;
        ask(prepaid);
        counters.grantButNot(Subject.Source.CREDITS, NOON);
        int before = counters.claims.size();

        Asked next = ask(prepaid);

        assertThat(counters.claims).hasSize(before + 1);
        assertThat(counters.claims.get(before).shares())
                .extracting(share -> share.subject().source())
                .containsExactly(Subject.Source.CREDITS);
        counters.grant(NOON + 1);
        assertThat(counters.holds.of(next.id()))
                .singleElement()
                .satisfies(hold -> assertThat(hold.parts())
                        .extracting(Hold.Part::exchanges)
                        .containsExactly(0, 1));

        // What was taken along is there for the next one when the other is refused.
        Asked poor = ask(prepaid);
        counters.refuse(counters.claims.size() - 1, new Denied(Scope.USER, LimitKind.CREDITS, 0, 0));
        assertThat(poor.now()).isInstanceOf(Shared.Refused.class);
        assertThat(counters.givenBack).isEmpty();
        ask(prepaid);
        assertThat(counters.claims.get(counters.claims.size() - 1).shares()).hasSize(1);
    }

    @Test
    void givesBackAtARefusalWhatIsTooLittleForOne() {
        leaseOf(10);
        Demand large = new Demand(50, 50, 70);
        Permit permit = ((Gates.Entry.Granted) gates.enter(busy, NOON)).permit();
        gates.reserve(permit, busy, large, NOON);
        gates.share(permit, busy, large, new ExchangeId(1, ++ids), NOON);

        counters.refuse(counters.claims.size() - 1, new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 100_000, 77));

        assertThat(counters.givenBack).extracting(Hold::requests).containsExactly(10L);
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
