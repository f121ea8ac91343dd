package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneTest {

    @Test
    void refusesScrapesBeyondThoseThatMayWait() throws Exception {
        assertThat(statusOfOneTooMany(Lane.ofScrapes(1, 1))).isEqualTo(429);
        assertThat(statusOfOneTooMany(Lane.of("other", 1, 1))).isEqualTo(503);
    }

    private static int statusOfOneTooMany(Lane lane) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService callers = Executors.newCachedThreadPool();
        try (lane) {
            Future<Answer> first = callers.submit(() -> lane.call(() -> {
                running.countDown();
                end.await(1, TimeUnit.MINUTES);
                return Answer.text(200, "done");
            }));
            running.await(1, TimeUnit.MINUTES);
            // Of two more one waits, and one is too many.
            List<Future<Answer>> more = List.of(
                    callers.submit(() -> lane.call(() -> Answer.text(200, "waited"))),
                    callers.submit(() -> lane.call(() -> Answer.text(200, "waited"))));
            while (more.stream().noneMatch(Future::isDone)) {
                Thread.onSpinWait();
            }
            int refused = more.stream()
                    .filter(Future::isDone)
                    .findFirst()
                    .orElseThrow()
                    .get()
                    .status();
            end.countDown();
            assertThat(first.get(1, TimeUnit.MINUTES).status()).isEqualTo(200);
            return refused;
        } finally {
            callers.shutdownNow();
        }
    }
}
