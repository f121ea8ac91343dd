package dev.sluice.core.provider;

import static dev.sluice.core.provider.Rings.IN_TURN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.provider.KeyRing.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyRingLoadTest {

    private static final Set<String> REVOKED = Set.of("key-0", "key-4", "key-5");
    private static final Set<String> LIMITED = Set.of("key-2", "key-9");

    private final Rings rings = new Rings();
    private final KeyRing ring = rings.of(IN_TURN, 10);
    private final Map<String, Integer> asked = new HashMap<>();
    private final Map<String, Integer> served = new HashMap<>();

    @Test
    void serves20000RequestsEvenlyWithThreeKeysRevokedAndTwoLimited() {
        for (int request = 0; request < 20_000; request++) {
            rings.time.advance(Duration.ofMillis(1));
            serve();
        }

        assertThat(served.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20_000);
        assertThat(REVOKED).allSatisfy(key -> {
            assertThat(asked).containsEntry(key, 1);
            assertThat(ring.find(key)).extracting(ProviderKey::state).isEqualTo(KeyState.INVALID);
        });
        assertThat(LIMITED).allSatisfy(key -> assertThat(served.get(key)).isGreaterThan(500));
        List<Integer> healthy = healthy();
        double mean = healthy.stream().mapToInt(Integer::intValue).average().orElseThrow();
        assertThat(healthy)
                .hasSize(5)
                .allSatisfy(count -> assertThat((double) count).isCloseTo(mean, within(mean / 50)));
    }

    private void serve() {
        List<ProviderKey> tried = new ArrayList<>();
        while (true) {
            ProviderKey key = Objects.requireNonNull(ring.select(0, tried));
            Outcome outcome = provider(key.name(), asked.merge(key.name(), 1, Integer::sum));
            ring.ended(key, outcome, -1);
            if (outcome == Outcome.SUCCESS) {
                served.merge(key.name(), 1, Integer::sum);
                return;
            }
            tried.add(key);
        }
    }

    private static Outcome provider(String key, int request) {
        if (REVOKED.contains(key)) {
            return Outcome.REJECTED;
        }
        return LIMITED.contains(key) && request % 100 == 0 ? Outcome.RATE_LIMITED : Outcome.SUCCESS;
    }

    private List<Integer> healthy() {
        return served.entrySet().stream()
                .filter(each -> !LIMITED.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
