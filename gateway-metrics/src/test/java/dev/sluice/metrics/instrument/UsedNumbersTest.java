package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsedNumbersTest {

    private static final int ROUNDS = 20_000;
    private static final int NUMBERS = 40;

    @Test
    void givesAllInTheOrderInWhichTheyWereAdded() {
        UsedNumbers numbers = new UsedNumbers();
        IntStream.range(0, NUMBERS).forEach(number -> numbers.add(7 * number));

        assertThat(numbers.all())
                .containsExactly(
                        IntStream.range(0, NUMBERS).map(number -> 7 * number).toArray());
    }

    /** Whoever reads while they are added, and their array grows, finds what was added by then and nothing else. */
    @Test
    void showsNoNumberThatWasNotAdded() throws Exception {
        AtomicReference<UsedNumbers> now = new AtomicReference<>(new UsedNumbers());
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> writer = threads.submit(() -> write(now));
            UsedNumbers last = now.get();
            int known = 0;
            while (!writer.isDone()) {
                UsedNumbers numbers = now.get();
                int[] all = numbers.all();
                assertThat(all).isEqualTo(IntStream.rangeClosed(1, all.length).toArray());
                assertThat(all.length).isGreaterThanOrEqualTo(numbers == last ? known : 0);
                last = numbers;
                known = all.length;
            }
            writer.get();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void write(AtomicReference<UsedNumbers> now) {
        for (int round = 0; round < ROUNDS; round++) {
            UsedNumbers numbers = new UsedNumbers();
            now.set(numbers);
            // No zero: an array that is not filled yet is full of them.
            IntStream.rangeClosed(1, NUMBERS).forEach(numbers::add);
        }
    }
}
