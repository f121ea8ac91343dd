package dev.sluice.core.provider;

import static dev.sluice.core.provider.Rings.AFFINE;
import static dev.sluice.core.provider.Rings.IN_TURN;
import static dev.sluice.core.provider.Rings.added;
import static dev.sluice.core.provider.Rings.key;
import static dev.sluice.core.provider.Rings.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.provider.KeyRing.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private final Rings rings = new Rings();
    private final ProviderKey a = key("a");
    private final ProviderKey b = key("b");
    private final ProviderKey c = key("c");

    @Test
    void givesKeysInTurn() {
        KeyRing ring = rings.of(IN_TURN, a, b, c);

        assertThat(next(ring, 7)).containsExactly("a", "b", "c", "a", "b", "c", "a");
        assertThat(rings.told).isEmpty();
        assertThat(ring.coolsForNanos()).isEqualTo(-1);
    }

    @Test
    void usesAKeyOfLowerPriorityOnlyWhenNoBetterOneIsUsable() {
        KeyRing ring = rings.of(IN_TURN, key("spare", 7), a, b);

        assertThat(next(ring, 4)).containsExactly("a", "b", "a", "b");
        ring.ended(a, Outcome.REJECTED, -1);
        assertThat(next(ring, 2)).containsExactly("b", "b");
        ring.disable(b);
        assertThat(next(ring, 2)).containsExactly("spare", "spare");
        ring.restore(a);
        assertThat(next(ring, 2)).containsExactly("a", "a");
    }

    @Test
    void passesOverTriedKeysWhileThereAreOthers() {
        ProviderKey spare = key("spare", 2);
        KeyRing ring = rings.of(IN_TURN, a, b, spare);

        assertThat(next(ring, a)).isEqualTo("b");
        assertThat(next(ring, b)).isEqualTo("a");
        assertThat(next(ring, a, b)).isEqualTo("spare");
        assertThat(next(ring, a, b, spare)).isIn("a", "b");
        assertThat(next(ring, b, spare)).isEqualTo("a");
    }

    @Test
    void wantsNoKeyUntilOneWasAdded() {
        KeyRing ring = rings.of(IN_TURN);
        assertThat(ring.needed()).isFalse();
        assertThat(ring.usable()).isTrue();
        assertThat(next(ring)).isNull();

        ProviderKey added = added("added");
        ring.add(added);
        assertThat(next(ring)).isEqualTo("added");
        ring.remove(added);

        assertThat(ring.needed()).isTrue();
        assertThat(ring.usable()).isFalse();
        assertThat(next(ring)).isNull();
    }

    @Test
    void wantsKeysWhenATombstoneSaysSo() {
        KeyRing ring = rings.of(IN_TURN);

        ring.wantKeys();

        assertThat(ring.needed()).isTrue();
        assertThat(ring.usable()).isFalse();
    }

    @Test
    void hasNoTwoKeysOfOneName() {
        KeyRing ring = rings.of(IN_TURN, a);

        assertThatThrownBy(() -> ring.add(added("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("sk-");
        assertThat(ring.keys()).containsExactly(a);
    }

    @Test
    void dropsAKeyAtItsFirst401AndAtAnExhaustedQuota() {
        KeyRing ring = rings.of(IN_TURN, a, b, c);

        ring.ended(a, Outcome.REJECTED, -1);
        ring.ended(b, Outcome.EXHAUSTED, -1);

        assertThat(next(ring, 3)).containsOnly("c");
        assertThat(a.state()).isEqualTo(KeyState.INVALID);
        assertThat(a.reason()).isEqualTo(KeyReason.REJECTED);
        assertThat(b.reason()).isEqualTo(KeyReason.EXHAUSTED);
        assertThat(a.health()).isEqualTo(0.5);
        assertThat(rings.told).containsExactly("a INVALID", "b INVALID");
    }

    @Test
    void rejectsEvenTheLastKey() {
        KeyRing ring = rings.of(IN_TURN, a);

        ring.ended(a, Outcome.REJECTED, -1);

        assertThat(next(ring)).isNull();
        assertThat(ring.usable()).isFalse();
    }

    @Test
    void countsFailuresInARow() {
        KeyRing ring = rings.of(IN_TURN, a, b);

        ring.ended(a, Outcome.FORBIDDEN, -1);
        ring.ended(a, Outcome.PROVIDER_FAILED, -1);
        assertThat(a.failures()).isEqualTo(2);
        ring.ended(a, Outcome.NEUTRAL, -1);
        assertThat(a.failures()).isEqualTo(2);
        ring.ended(a, Outcome.SUCCESS, -1);
        assertThat(a.failures()).isZero();
        ring.ended(a, Outcome.FORBIDDEN, -1);
        ring.ended(a, Outcome.FORBIDDEN, -1);
        assertThat(a.state()).isEqualTo(KeyState.ACTIVE);
        ring.ended(a, Outcome.FORBIDDEN, -1);

        assertThat(a.state()).isEqualTo(KeyState.INVALID);
        assertThat(a.reason()).isEqualTo(KeyReason.FORBIDDEN);
        assertThat(next(ring, 2)).containsOnly("b");
    }

    @Test
    void countsButNeverDropsWithoutAThreshold() {
        KeyRing ring = rings.of(new KeyRing.Settings(KeyRing.Rotation.ROUND_ROBIN, 0), a, b);

        for (int i = 0; i < 100; i++) {
            ring.ended(a, Outcome.FORBIDDEN, -1);
        }

        assertThat(a.state()).isEqualTo(KeyState.ACTIVE);
        assertThat(a.failures()).isEqualTo(100);
        assertThat(a.health()).isZero();
    }

    @Test
    void neverDropsTheLastUsableKeyForWhatMayBeTheProvidersFault() {
        KeyRing ring = rings.of(IN_TURN, a, b);

        for (int i = 0; i < 5; i++) {
            ring.ended(a, Outcome.PROVIDER_FAILED, -1);
            ring.ended(b, Outcome.PROVIDER_FAILED, -1);
        }

        assertThat(a.state()).isEqualTo(KeyState.INVALID);
        assertThat(a.reason()).isEqualTo(KeyReason.PROVIDER_FAILED);
        assertThat(b.state()).isEqualTo(KeyState.ACTIVE);
        assertThat(b.failures()).isEqualTo(5);
    }

    @Test
    void takesBackWhatWasCountedWhenTheProviderIsToBlame() {
        KeyRing ring = rings.of(IN_TURN, a, b, c);
        ring.ended(a, Outcome.FORBIDDEN, -1);
        ring.ended(a, Outcome.PROVIDER_FAILED, -1);
        for (int i = 0; i < 3; i++) {
            ring.ended(b, Outcome.PROVIDER_FAILED, -1);
        }
        ring.ended(c, Outcome.REJECTED, -1);

        ring.blameProvider();

        assertThat(a.failures()).isEqualTo(1);
        assertThat(b.state()).isEqualTo(KeyState.ACTIVE);
        assertThat(b.failures()).isZero();
        assertThat(c.state()).isEqualTo(KeyState.INVALID);
        assertThat(next(ring, 2)).containsOnly("a", "b");
    }

    @Test
    void countsNothingForTheProviderFromThenUntilTheNextSuccess() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ring.blameProvider();

        for (int i = 0; i < 10; i++) {
            ring.ended(a, Outcome.PROVIDER_FAILED, -1);
        }
        assertThat(a.failures()).isZero();
        assertThat(a.health()).isEqualTo(1);
        ring.ended(b, Outcome.SUCCESS, -1);
        ring.ended(a, Outcome.PROVIDER_FAILED, -1);

        assertThat(a.failures()).isEqualTo(1);
    }

    @Test
    void coolsAKeyAsLongAsTheProviderSays() {
        KeyRing ring = rings.of(IN_TURN, a, b);

        ring.ended(a, Outcome.RATE_LIMITED, Duration.ofSeconds(7).toNanos());

        assertThat(a.state()).isEqualTo(KeyState.COOLING);
        assertThat(a.reason()).isEqualTo(KeyReason.RATE_LIMITED);
        assertThat(a.coolingUntilEpochMillis()).isEqualTo(rings.time.epochMillis() + 7_000);
        assertThat(next(ring, 2)).containsOnly("b");
        rings.time.advance(Duration.ofSeconds(7).minusNanos(1));
        assertThat(ring.coolsForNanos()).isEqualTo(1);
        assertThat(next(ring, 2)).containsOnly("b");
        rings.time.advance(Duration.ofNanos(1));
        assertThat(next(ring, 2)).containsExactlyInAnyOrder("a", "b");
        assertThat(ring.coolsForNanos()).isEqualTo(-1);
        assertThat(a.coolingUntilEpochMillis()).isZero();
        assertThat(rings.told).containsExactly("a COOLING", "a ACTIVE");
    }

    @Test
    void showsWithoutTrafficThatAKeyHasCooled() {
        KeyRing ring = rings.of(IN_TURN, a);
        ring.ended(a, Outcome.RATE_LIMITED, 1_000);
        assertThat(ring.usable()).isFalse();

        rings.time.advance(Duration.ofNanos(1_000));

        assertThat(ring.usable()).isTrue();
        assertThat(ring.keys()).extracting(ProviderKey::state).containsExactly(KeyState.ACTIVE);
    }

    @Test
    void wakesKeysOneAfterTheOther() {
        KeyRing ring = rings.of(IN_TURN, a, b, c);
        ring.ended(a, Outcome.RATE_LIMITED, 3_000);
        ring.ended(b, Outcome.RATE_LIMITED, 1_000);
        ring.ended(c, Outcome.RATE_LIMITED, 2_000);

        for (String expected : List.of("b", "c", "a")) {
            assertThat(ring.coolsForNanos()).isEqualTo(1_000);
            rings.time.advance(Duration.ofNanos(1_000));
            assertThat(next(ring, 3)).contains(expected);
        }
    }

    @Test
    void guessesLongerEachTimeWhereTheProviderSaysNothing() {
        KeyRing ring = rings.of(IN_TURN, a);

        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            ring.ended(a, Outcome.RATE_LIMITED, -1);
            assertThat(ring.coolsForNanos())
                    .isEqualTo(Duration.ofSeconds(seconds).toNanos());
            rings.time.advance(Duration.ofSeconds(seconds));
            assertThat(next(ring)).isEqualTo("a");
        }
        ring.ended(a, Outcome.SUCCESS, -1);
        ring.ended(a, Outcome.RATE_LIMITED, 0);

        assertThat(ring.coolsForNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void takesABurstOf429sForOne() {
        KeyRing ring = rings.of(IN_TURN, a, b);

        for (int i = 0; i < 50; i++) {
            ring.ended(a, Outcome.RATE_LIMITED, -1);
        }

        assertThat(ring.coolsForNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
        ring.ended(a, Outcome.RATE_LIMITED, Duration.ofSeconds(5).toNanos());
        ring.ended(a, Outcome.RATE_LIMITED, Duration.ofSeconds(3).toNanos());
        assertThat(ring.coolsForNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(rings.told).hasSize(2);
    }

    @Test
    void coolsAnHourAtTheMost() {
        KeyRing ring = rings.of(IN_TURN, a);

        ring.ended(a, Outcome.RATE_LIMITED, Duration.ofDays(1).toNanos());

        assertThat(ring.coolsForNanos()).isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    void leavesAKeyCoolingWhenAnOlderAttemptSucceeds() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ring.ended(a, Outcome.FORBIDDEN, -1);
        ring.ended(a, Outcome.RATE_LIMITED, 1_000);

        ring.ended(a, Outcome.SUCCESS, -1);

        assertThat(a.state()).isEqualTo(KeyState.COOLING);
        assertThat(a.failures()).isZero();
    }

    @Test
    void leavesOutWhoIsOutWhateverComesBackLate() {
        KeyRing ring = rings.of(IN_TURN, a, b, c);
        ring.disable(a);
        ring.ended(b, Outcome.REJECTED, -1);

        for (Outcome outcome : Outcome.values()) {
            ring.ended(a, outcome, -1);
            ring.ended(b, outcome, -1);
        }

        assertThat(a.state()).isEqualTo(KeyState.DISABLED);
        assertThat(a.reason()).isEqualTo(KeyReason.BY_OPERATOR);
        assertThat(b.state()).isEqualTo(KeyState.INVALID);
        assertThat(b.reason()).isEqualTo(KeyReason.REJECTED);
    }

    @Test
    void restoresWhateverAKeyWas() {
        KeyRing ring = rings.of(IN_TURN, a, b, c);
        ring.disable(a);
        ring.ended(b, Outcome.REJECTED, -1);
        ring.ended(c, Outcome.FORBIDDEN, -1);
        ring.ended(c, Outcome.RATE_LIMITED, 1_000);

        ring.keys().forEach(ring::restore);

        assertThat(ring.keys()).allSatisfy(key -> {
            assertThat(key.state()).isEqualTo(KeyState.ACTIVE);
            assertThat(key.reason()).isEqualTo(KeyReason.NONE);
            assertThat(key.failures()).isZero();
        });
        assertThat(next(ring, 3)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void healsAHundredthEachSuccess() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ring.ended(a, Outcome.RATE_LIMITED, -1);
        ring.ended(a, Outcome.PROVIDER_FAILED, -1);
        assertThat(a.health()).isEqualTo(0.93);

        for (int i = 1; i <= 6; i++) {
            ring.ended(a, Outcome.SUCCESS, -1);
        }
        assertThat(a.health()).isEqualTo(0.99);
        ring.ended(a, Outcome.SUCCESS, -1);
        ring.ended(a, Outcome.SUCCESS, -1);

        assertThat(a.health()).isEqualTo(1);
    }

    @Test
    void forgetsWhatComesBackForAKeyThatWasRemoved() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ring.remove(a);

        ring.ended(a, Outcome.REJECTED, -1);
        ring.restore(a);
        ring.remove(a);

        assertThat(rings.told).isEmpty();
        assertThat(ring.keys()).containsExactly(b);
        assertThat(next(ring, 2)).containsOnly("b");
    }

    @Test
    void countsAttemptsUnderWayOnlyWhereTheyAreWanted() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        next(ring);
        assertThat(a.inFlight()).isZero();

        rings.of(AFFINE, a, b);
        ring.ended(a, Outcome.SUCCESS, -1);
        assertThat(a.inFlight()).isZero();
        ProviderKey key = ring.select(5, List.of());
        assertThat(key).isNotNull();
        assertThat(key.inFlight()).isEqualTo(1);

        rings.of(IN_TURN, a, b);
        ring.ended(key, Outcome.SUCCESS, -1);
        assertThat(key.inFlight()).isZero();
    }
}
