package dev.sluice.core.provider;

import static dev.sluice.core.provider.Rings.AFFINE;
import static dev.sluice.core.provider.Rings.IN_TURN;
import static dev.sluice.core.provider.Rings.added;
import static dev.sluice.core.provider.Rings.key;
import static dev.sluice.core.provider.Rings.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.secret.Secret;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingsTest {

    private final Rings rings = new Rings();
    private final ProviderKey a = key("a");
    private final ProviderKey b = key("b");

    @Test
    void keepsARingAndTheStateOfItsKeysOverReloads() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ring.ended(a, Outcome.REJECTED, -1);

        KeyRing again = rings.of(AFFINE, key("b", 9), key("a", 5));

        assertThat(again).isSameAs(ring);
        assertThat(ring.keys()).containsExactly(b, a);
        assertThat(b.priority()).isEqualTo(9);
        assertThat(a.state()).isEqualTo(KeyState.INVALID);
        assertThat(next(ring)).isEqualTo("b");
        assertThat(rings.told).containsExactly("a INVALID");
    }

    @Test
    void choosesByThePrioritiesOfTheNewFile() {
        KeyRing ring = rings.of(IN_TURN, a, b);

        rings.of(IN_TURN, key("a", 2), key("b", 1));

        assertThat(next(ring, 3)).containsOnly("b");
    }

    @Test
    void startsAfreshWithAKeyOfAnotherValueAndSaysSo() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ring.ended(a, Outcome.REJECTED, -1);
        ProviderKey changed = new ProviderKey("a", new Secret("sk-new"), 1, KeySource.FILE, 2);

        rings.of(IN_TURN, changed, b);
        ring.ended(a, Outcome.FORBIDDEN, -1);

        assertThat(ring.find("a")).isSameAs(changed);
        assertThat(changed.state()).isEqualTo(KeyState.ACTIVE);
        assertThat(rings.told).containsExactly("a INVALID", "a ACTIVE");
    }

    @Test
    void bringsAKeyBackAsItWasWhenItComesBackToTheFile() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ring.disable(a);
        ring.ended(b, Outcome.RATE_LIMITED, Duration.ofSeconds(5).toNanos());
        rings.of(IN_TURN, key("c"));

        rings.of(IN_TURN, key("a"), key("b"));

        assertThat(ring.keys()).extracting(ProviderKey::state).containsExactly(KeyState.DISABLED, KeyState.COOLING);
        assertThat(ring.find("a")).isNotSameAs(a);
        assertThat(next(ring)).isNull();
        rings.time.advance(Duration.ofSeconds(5));
        assertThat(next(ring)).isEqualTo("b");
        assertThat(rings.told).doesNotContain("a ACTIVE");
    }

    @Test
    void startsAfreshWithAKeyThatComesBackWithAnotherValue() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ring.disable(a);
        rings.of(IN_TURN, b);

        rings.of(IN_TURN, new ProviderKey("a", new Secret("sk-new"), 1, KeySource.FILE, 2), b);
        assertThat(ring.keys()).extracting(ProviderKey::state).containsOnly(KeyState.ACTIVE);

        rings.of(IN_TURN, b);
        rings.of(IN_TURN, key("a"), b);
        assertThat(ring.keys()).extracting(ProviderKey::state).containsOnly(KeyState.ACTIVE);
    }

    @Test
    void remembersABoundedNumberOfKeysThatLeftTheFile() {
        KeyRing ring = rings.of(IN_TURN, DepartedKeys.MOST + 1);
        ring.keys().forEach(key -> ring.ended(key, Outcome.PROVIDER_FAILED, -1));
        rings.of(IN_TURN);

        rings.of(IN_TURN, DepartedKeys.MOST + 1);

        assertThat(ring.keys()).first().matches(key -> key.failures() == 0, "the oldest is forgotten");
        assertThat(ring.keys()).last().matches(key -> key.failures() == 1, "the newest is not");
    }

    @Test
    void dropsWhatLeftTheFileAndKeepsWhatWasAdded() {
        KeyRing ring = rings.of(IN_TURN, a, b);
        ProviderKey added = added("added");
        ring.add(added);

        rings.of(IN_TURN, b);

        assertThat(ring.keys()).containsExactly(b, added);
        assertThat(ring.find("a")).isNull();
        rings.of(IN_TURN);
        assertThat(ring.keys()).containsExactly(added);
        assertThat(ring.needed()).isTrue();
    }

    @Test
    void letsTheFileHaveANameThatWasAdded() {
        KeyRing ring = rings.of(IN_TURN, b);
        ring.add(added("a"));

        rings.of(IN_TURN, a, b);

        assertThat(ring.keys()).containsExactly(a, b);
    }

    @Test
    void wantsNoKeysAnyMoreWhenTheFileHasNone() {
        KeyRing ring = rings.of(IN_TURN, a);

        rings.of(IN_TURN);

        assertThat(ring.needed()).isFalse();
        assertThat(ring.usable()).isTrue();
    }

    @Test
    void recallsWhatAStoreKnows() {
        KeyRing ring = rings.of(IN_TURN, a, b, key("c"), key("d"), key("e"));
        long now = rings.time.epochMillis();

        ring.recall(List.of(
                new KeyMemory("a", KeyState.INVALID, 3, KeyReason.FORBIDDEN, 0),
                new KeyMemory("b", KeyState.COOLING, 0, KeyReason.RATE_LIMITED, now + 5_000),
                new KeyMemory("c", KeyState.COOLING, 1, KeyReason.RATE_LIMITED, now - 5_000),
                new KeyMemory("d", KeyState.DISABLED, 0, KeyReason.BY_OPERATOR, 0),
                new KeyMemory("e", KeyState.ACTIVE, 2, KeyReason.NONE, 0),
                new KeyMemory("nobody", KeyState.INVALID, 0, KeyReason.REJECTED, 0)));

        assertThat(ring.keys())
                .extracting(ProviderKey::state)
                .containsExactly(
                        KeyState.INVALID, KeyState.COOLING, KeyState.ACTIVE, KeyState.DISABLED, KeyState.ACTIVE);
        assertThat(ring.keys()).extracting(ProviderKey::failures).containsExactly(3, 0, 1, 0, 2);
        assertThat(ring.keys())
                .extracting(ProviderKey::reason)
                .containsExactly(
                        KeyReason.FORBIDDEN,
                        KeyReason.RATE_LIMITED,
                        KeyReason.NONE,
                        KeyReason.BY_OPERATOR,
                        KeyReason.NONE);
        assertThat(ring.coolsForNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
        rings.time.advance(Duration.ofSeconds(5));
        assertThat(next(ring, 3)).containsExactlyInAnyOrder("b", "c", "e");
    }

    @Test
    void findsRingsInTheOrderTheyCameUp() {
        KeyRing ring = rings.of(IN_TURN, a);
        KeyRing other = rings.all.ring("azure", IN_TURN, List.of());

        assertThat(rings.all.find("azure")).isSameAs(other);
        assertThat(rings.all.find("nobody")).isNull();
        assertThat(rings.all.all()).containsExactly(ring, other);
    }

    @Test
    void hasAWordForEachReason() {
        for (KeyReason reason : KeyReason.values()) {
            assertThat(KeyReason.of(reason.word())).isSameAs(reason);
        }
        assertThat(KeyReason.of("from the future")).isSameAs(KeyReason.NONE);
    }
}
