package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TidyingTest {

    private final Tidying tidying = new Tidying();

    @AfterEach
    void close() {
        tidying.close();
    }

    private void awaitOne() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        tidying.execute(done::countDown);
        assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void doesWhatIsPutOffAgainAndAgain() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            awaitOne();
        }
    }

    @Test
    void goesOnWhenATaskFails() throws InterruptedException {
        tidying.execute(() -> {
            throw new IllegalStateException("a task that fails");
        });

        awaitOne();
    }

    @Test
    void doesEachTaskOnceOnOneThreadWhoeverPutsItOff() throws Exception {
        int threads = 4;
        int each = 20_000;
        AtomicInteger done = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        Set<Thread> by = Collections.synchronizedSet(new HashSet<>());
        CountDownLatch all = new CountDownLatch(threads * each);
        ExecutorService loops = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(loops.submit(() -> {
                    for (int task = 0; task < each; task++) {
                        tidying.execute(() -> {
                            assertThat(atOnce.incrementAndGet()).isEqualTo(1);
                            by.add(Thread.currentThread());
                            done.incrementAndGet();
                            atOnce.decrementAndGet();
                            all.countDown();
                        });
                    }
                }));
            }
            for (Future<?> loop : running) {
                loop.get();
            }
            assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            loops.shutdownNow();
        }
        assertThat(done).hasValue(threads * each);
        assertThat(by).hasSize(1);
        awaitOne();
    }
}
