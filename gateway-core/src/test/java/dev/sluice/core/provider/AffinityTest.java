package dev.sluice.core.provider;

import static dev.sluice.core.provider.Rings.AFFINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.provider.KeyRing.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AffinityTest {

    private final Rings rings = new Rings();

    /** Selects, and ends the attempt at once. */
    private static ProviderKey use(KeyRing ring, long affinity) {
        ProviderKey key = Objects.requireNonNull(ring.select(affinity, List.of()));
        ring.ended(key, Outcome.SUCCESS, -1);
        return key;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8, 10})
    void spreadsPrefixesEvenly(int keys) {
        KeyRing ring = rings.of(AFFINE, keys);
        Map<String, Integer> prefixes = new HashMap<>();

        for (long prefix = 0; prefix < 10_000; prefix++) {
            prefixes.merge(use(ring, prefix).name(), 1, Integer::sum);
        }

        assertThat(prefixes).hasSize(keys);
        double even = 10_000.0 / keys;
        assertThat(prefixes.values())
                .allSatisfy(count -> assertThat((double) count).isCloseTo(even, within(even / 10)));
    }

    @Test
    void keepsAPrefixOnItsKey() {
        KeyRing ring = rings.of(AFFINE, 7);
        long prefix = new Random(5).nextLong();
        ProviderKey home = use(ring, prefix);

        for (int i = 0; i < 1_000; i++) {
            assertThat(use(ring, prefix)).isSameAs(home);
        }
    }

    @Test
    void movesOnlyThePrefixesOfTheKeyThatLeft() {
        KeyRing ring = rings.of(AFFINE, 5);
        List<ProviderKey> before = new ArrayList<>();
        for (long prefix = 1; prefix <= 1_000; prefix++) {
            before.add(use(ring, prefix));
        }
        ProviderKey lost = ring.keys().get(2);

        ring.ended(lost, Outcome.REJECTED, -1);

        for (int prefix = 1; prefix <= 1_000; prefix++) {
            ProviderKey now = use(ring, prefix);
            if (before.get(prefix - 1) == lost) {
                assertThat(now).isNotSameAs(lost);
            } else {
                assertThat(now).isSameAs(before.get(prefix - 1));
            }
        }
        ring.restore(lost);
        for (int prefix = 1; prefix <= 1_000; prefix++) {
            assertThat(use(ring, prefix)).isSameAs(before.get(prefix - 1));
        }
    }

    @Test
    void spillsToTheNextKeyByLoadAndComesBack() {
        KeyRing ring = rings.of(AFFINE, 4);
        ProviderKey home = use(ring, 42);

        List<ProviderKey> busy = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            busy.add(Objects.requireNonNull(ring.select(42, List.of())));
        }

        assertThat(home.inFlight()).isBetween(10, 14);
        assertThat(ring.keys()).allSatisfy(key -> assertThat(key.inFlight()).isLessThanOrEqualTo(14));
        assertThat(ring.keys().stream().mapToInt(ProviderKey::inFlight).sum()).isEqualTo(40);
        busy.forEach(key -> ring.ended(key, Outcome.SUCCESS, -1));
        assertThat(use(ring, 42)).isSameAs(home);
        assertThat(ring.keys()).allSatisfy(key -> assertThat(key.inFlight()).isZero());
    }

    @Test
    void givesTheNextRankedKeyWhereTheFirstWasTried() {
        KeyRing ring = rings.of(AFFINE, 4);
        ProviderKey home = use(ring, 42);

        ProviderKey second = Objects.requireNonNull(ring.select(42, List.of(home)));

        assertThat(second).isNotSameAs(home);
        ring.disable(home);
        assertThat(use(ring, 42)).isSameAs(second);
        assertThat(ring.select(42, ring.keys())).isNotNull();
    }
}
