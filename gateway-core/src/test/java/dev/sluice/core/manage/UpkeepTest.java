package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class UpkeepTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void givesEachJobItsTurnsThoughAnotherFails() {
        AtomicInteger turns = new AtomicInteger();
        Runnable broken = () -> {
            throw new IllegalStateException("a bug");
        };
        try (Upkeep upkeep = new Upkeep(List.of(broken, turns::incrementAndGet))) {
            upkeep.turn();
            upkeep.turn();

            assertThat(turns.get()).isGreaterThanOrEqualTo(2);
            await().atMost(MINUTE).untilAsserted(() -> assertThat(turns.get()).isGreaterThanOrEqualTo(3));
        }
    }

    @Test
    void givesNoTurnsAfterItsEndAndDoesNotWaitForEverForOne() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger turns = new AtomicInteger();
        Upkeep upkeep = new Upkeep(List.of(() -> {
            turns.incrementAndGet();
            begun.countDown();
            awaitQuietly(never);
        }));
        awaitQuietly(begun);
        upkeep.close();

        assertThat(turns).hasValue(1);
        never.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
