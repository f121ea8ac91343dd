package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.routing.StrategyKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@SuppressWarnings("EnumOrdinal")
class SwitchSetsTest {

    private static final int LOOPS = 4;
    private static final int MODELS = 40;

    private final SwitchSets sets = new SwitchSets();

    private record Asked(int from, int to, StrategyKind strategy) {}

    @Test
    void knowsWhatItGaveANumberTo() {
        int number = sets.number(7, 12_345, StrategyKind.CAPABILITY);

        assertThat(sets.number(7, 12_345, StrategyKind.CAPABILITY)).isEqualTo(number);
        assertThat(sets.from(number)).isEqualTo(7);
        assertThat(sets.to(number)).isEqualTo(12_345);
        assertThat(sets.strategy(number)).isEqualTo(StrategyKind.CAPABILITY.ordinal());
        assertThat(sets.number(12_345, 7, StrategyKind.CAPABILITY)).isNotEqualTo(number);
        assertThat(sets.number(7, 12_345, StrategyKind.COST)).isNotEqualTo(number);
    }

    /** Loops ask for the same sets at once: each set has one number, and only so many have one of their own. */
    @Test
    void givesAllLoopsTheSameNumbersAndNoMoreThanItMay() throws Exception {
        long seed = new Random().nextLong();
        ExecutorService threads = Executors.newFixedThreadPool(LOOPS);
        CyclicBarrier start = new CyclicBarrier(LOOPS);
        try {
            List<Future<Map<Asked, Integer>>> loops = new ArrayList<>();
            for (int loop = 0; loop < LOOPS; loop++) {
                Random random = new Random(seed + loop);
                loops.add(threads.submit(() -> {
                    start.await();
                    return ask(random);
                }));
            }
            Map<Asked, Integer> all = new HashMap<>();
            for (Future<Map<Asked, Integer>> loop : loops) {
                loop.get().forEach((asked, number) -> {
                    Integer before = all.put(asked, number);
                    assertThat(before == null || before.equals(number))
                            .as("%s, seed %d", asked, seed)
                            .isTrue();
                });
            }
            assertThat(all.values().stream().distinct()).as("seed %d", seed).hasSize(SwitchSets.MOST);
            all.forEach((asked, number) -> assertThat(new Asked(sets.from(number), sets.to(number), StrategyKind.COST))
                    .isEqualTo(asked));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Sets that got none of their own may get one later, when a reservation was not used; only the others count. */
    private Map<Asked, Integer> ask(Random random) {
        Map<Asked, Integer> numbers = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Asked asked = new Asked(2 + random.nextInt(MODELS), 2 + random.nextInt(MODELS), StrategyKind.COST);
            int number = sets.number(asked.from(), asked.to(), asked.strategy());
            if (!SwitchSets.overflow(number)) {
                numbers.put(asked, number);
            }
        }
        return numbers;
    }
}
