package dev.sluice.core.admission;

import static dev.sluice.core.admission.SharedScene.MILLI;
import static dev.sluice.core.admission.SharedScene.NOON;
import static dev.sluice.core.admission.SharedScene.account;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.SharedScene.Asked;
import dev.sluice.core.ledger.ExchangeId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What leases are for where the counters refuse, or where only some of those who limit a request have one. */
final class SharedLeasesTest {

    private final SharedScene scene = new SharedScene();

    @Test
    void letsInWithWhatWasTakenAlongMeanwhileWhomTheCountersRefuse() {
        Account narrow = account(Map.of(LimitKind.DAY_REQUESTS, 100L), false);
        for (int i = 0; i < 10; i++) {
            scene.ask(narrow);
        }
        Asked last = scene.ask(narrow);
        Claim with = scene.counters.claims.stream()
                .filter(claim -> claim.shares().get(0).more() > 0)
                .findFirst()
                .orElseThrow();
        scene.counters.grant(scene.counters.claims.indexOf(with), NOON);

        scene.counters.refuse(10, new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 100, 77));
        scene.counters.refuse(8, new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 100, 77));

        assertThat(last.now()).isInstanceOf(Shared.Granted.class);
        assertThat(scene.counters.holds.of(last.id()))
                .singleElement()
                .satisfies(hold -> assertThat(hold.parts())
                        .extracting(Hold.Part::exchanges)
                        .containsExactly(0));
        assertThat(scene.counters.givenBack).isEmpty();
    }

    @Test
    void asksAboutThoseOnlyOfWhomNothingWasTakenAlong() {
        Account prepaid = account(Map.of(LimitKind.DAY_REQUESTS, 100_000L), true);
        for (int i = 0; i < 100; i++) {
            scene.ask(prepaid).permit().settle(Spent.NOTHING, NOON);
        }
        scene.counters.answers.forEach(answer -> answer.completeExceptionally(new IllegalStateException("away")));
        scene.nanos += 1_000 * MILLI;
        scene.ask(prepaid);
        scene.counters.grantButNot(Subject.Source.CREDITS, NOON);
        int before = scene.counters.claims.size();

        Asked next = scene.ask(prepaid);

        assertThat(scene.counters.claims).hasSize(before + 1);
        assertThat(scene.counters.claims.get(before).shares())
                .extracting(share -> share.subject().source())
                .containsExactly(Subject.Source.CREDITS);
        scene.counters.grant(NOON + 1);
        assertThat(scene.counters.holds.of(next.id()))
                .singleElement()
                .satisfies(hold -> assertThat(hold.parts())
                        .extracting(Hold.Part::exchanges)
                        .containsExactly(0, 1));

        // What was taken along is there for the next one when the other is refused.
        Asked poor = scene.ask(prepaid);
        scene.counters.refuse(scene.counters.claims.size() - 1, new Denied(Scope.USER, LimitKind.CREDITS, 0, 0));
        assertThat(poor.now()).isInstanceOf(Shared.Refused.class);
        assertThat(scene.counters.givenBack).isEmpty();
        scene.ask(prepaid);
        assertThat(scene.counters.claims.get(scene.counters.claims.size() - 1).shares())
                .hasSize(1);
    }

    @Test
    void givesBackAtARefusalWhatIsTooLittleForOne() {
        scene.leaseOf(10);
        Demand large = new Demand(50, 50, 70);
        Permit permit = ((Gates.Entry.Granted) scene.gates.enter(scene.busy, NOON)).permit();
        scene.gates.reserve(permit, scene.busy, large, NOON);
        scene.gates.share(permit, scene.busy, large, new ExchangeId(1, scene.nextId()), NOON);

        scene.counters.refuse(
                scene.counters.claims.size() - 1, new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 100_000, 77));

        assertThat(scene.counters.givenBack).extracting(Hold::requests).containsExactly(10L);
    }
}
