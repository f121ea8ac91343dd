package dev.sluice.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SmoothWeightedTest {

    private static int[] turns(SmoothWeighted weighted, int times) {
        return IntStream.range(0, times).map(i -> weighted.next()).toArray();
    }

    @Test
    void takesTheOrderThatNginxTakes() {
        assertThat(turns(new SmoothWeighted(5, 1, 1), 7)).containsExactly(0, 0, 1, 0, 2, 0, 0);
        assertThat(turns(new SmoothWeighted(1, 1, 1), 6)).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @RepeatedTest(20)
    void givesEachPlaceExactlyItsShareAndNeverFarFromIt(RepetitionInfo repetition) {
        long seed = 7L * repetition.getCurrentRepetition();
        Random random = new Random(seed);
        int[] weights = random.ints(2 + random.nextInt(6), 1, 20).toArray();
        int total = Arrays.stream(weights).sum();
        SmoothWeighted weighted =
                new SmoothWeighted(Arrays.stream(weights).asDoubleStream().toArray());
        int[] taken = new int[weights.length];

        for (int turn = 1; turn <= 10 * total; turn++) {
            taken[weighted.next()]++;
            for (int place = 0; place < weights.length; place++) {
                double due = (double) turn * weights[place] / total;
                assertThat(Math.abs(taken[place] - due))
                        .as("seed %d, turn %d, place %d of %s", seed, turn, place, Arrays.toString(weights))
                        .isLessThan(weights.length);
            }
        }

        for (int place = 0; place < weights.length; place++) {
            assertThat(taken[place]).as("seed %d", seed).isEqualTo(10 * weights[place]);
        }
    }

    @Test
    void takesAnyPositiveWeights() {
        int[] taken = new int[3];
        for (int place : turns(new SmoothWeighted(0.25, 0.5, 0.25), 4_000)) {
            taken[place]++;
        }

        assertThat(taken).containsExactly(1_000, 2_000, 1_000);
    }

    @Test
    void sharesTheTurnsOfThoseThatMayNotBeTaken() {
        SmoothWeighted weighted = new SmoothWeighted(2, 5, 1);
        int[] taken = new int[3];

        for (int i = 0; i < 300; i++) {
            taken[weighted.next(place -> place != 1)]++;
        }

        assertThat(taken).containsExactly(200, 0, 100);
        assertThat(weighted.next(place -> false)).isEqualTo(SmoothWeighted.NONE);
        Arrays.fill(taken, 0);
        for (int place : turns(weighted, 800)) {
            taken[place]++;
        }
        assertThat(taken).as("nobody who came back makes up for turns missed").containsExactly(200, 500, 100);
    }

    @Test
    void isExactWhereThreadsShareIt() throws Exception {
        SmoothWeighted weighted = new SmoothWeighted(3, 2, 1);
        AtomicIntegerArray taken = new AtomicIntegerArray(3);

        Together.run(4, thread -> {
            for (int i = 0; i < 30_000; i++) {
                taken.incrementAndGet(weighted.next());
            }
        });

        assertThat(taken.toString()).isEqualTo("[60000, 40000, 20000]");
    }
}
