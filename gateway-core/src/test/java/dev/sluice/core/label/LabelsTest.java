package dev.sluice.core.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LabelsTest {

    @Test
    void countsWhatDoesNotFitOnlyForWhoAsksForANumber() {
        Labels labels = new Labels(1);

        assertThat(labels.number("a")).isEqualTo(2);
        assertThat(labels.numberIfAny("a")).isEqualTo(2);
        assertThat(labels.numberIfAny("b")).isEqualTo(Labels.OTHER);
        assertThat(labels.overflows()).isZero();
        assertThat(labels.number("b")).isEqualTo(Labels.OTHER);
        assertThat(labels.overflows()).isEqualTo(1);
    }

    @Test
    void givesEachValueOneNumberWhoeverAsksFirst() throws Exception {
        Labels labels = new Labels(40);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<int[]>> asked = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            asked.add(threads.submit(() -> {
                int[] numbers = new int[50];
                for (int i = 0; i < 20_000; i++) {
                    int value = random.nextInt(50);
                    int number = labels.number("v" + value);
                    assertThat(number).isBetween(Labels.OTHER, labels.bound() - 1);
                    if (number != Labels.OTHER) {
                        assertThat(labels.values()[number]).isEqualTo("v" + value);
                        assertThat(numbers[value]).isIn(0, number);
                        numbers[value] = number;
                    }
                }
                return numbers;
            }));
        }
        for (Future<int[]> each : asked) {
            each.get();
        }
        threads.shutdown();

        assertThat(labels.values()).hasSize(42).doesNotHaveDuplicates();
        assertThat(labels.overflows()).isPositive();
    }
}
