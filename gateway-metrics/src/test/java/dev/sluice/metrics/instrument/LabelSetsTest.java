package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LabelSetsTest {

    private final LabelSets sets = new LabelSets();

    @Test
    void keepsTheNumberOfASetAndWhatItStandsFor() {
        int number = sets.number(51, 101, 10_001);

        assertThat(sets.number(51, 101, 10_001)).isEqualTo(number);
        assertThat(sets.caller(number)).isEqualTo(51);
        assertThat(sets.provider(number)).isEqualTo(101);
        assertThat(sets.model(number)).isEqualTo(10_001);
        int nobody = sets.number(0, 0, 0);
        assertThat(nobody).isNotEqualTo(number);
        assertThat(sets.caller(nobody)).isZero();
    }

    @Test
    void sharesOneNumberACallerBeyondTheBound() {
        for (int model = 0; model < LabelSets.MOST; model++) {
            assertThat(LabelSets.overflow(sets.number(2, 3, model))).isFalse();
        }

        int shared = sets.number(7, 3, 1);
        assertThat(LabelSets.overflow(shared)).isTrue();
        assertThat(sets.number(7, 4, 9)).isEqualTo(shared);
        assertThat(sets.caller(shared)).isEqualTo(7);
        assertThat(sets.number(8, 4, 9)).isNotEqualTo(shared);
    }

    @Test
    void givesSetsOneNumberEachToManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Set<Integer>>> given = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            long seed = thread;
            given.add(threads.submit(() -> {
                Random random = new Random(seed);
                Set<Integer> numbers = new HashSet<>();
                for (int i = 0; i < 50_000; i++) {
                    int caller = random.nextInt(10);
                    int model = random.nextInt(100);
                    int number = sets.number(caller, 3, model);
                    assertThat(sets.caller(number)).isEqualTo(caller);
                    assertThat(sets.model(number)).isEqualTo(model);
                    numbers.add(number);
                }
                return numbers;
            }));
        }
        Set<Integer> all = new HashSet<>();
        for (Future<Set<Integer>> each : given) {
            all.addAll(each.get());
        }
        threads.shutdown();

        assertThat(all).hasSize(1_000);
    }
}
