package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ValidationSettings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeySweepStressTest {

    private static final int KEYS = 2_000;
    private static final int CONCURRENCY = 7;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void probesEveryKeyOnceAndKeepsToTheConcurrencyWhateverThreadsEndTheProbes() throws InterruptedException {
        String[] names = IntStream.range(0, KEYS).mapToObj(i -> "key-" + i).toArray(String[]::new);
        Provider provider = new Fleet().group("large", new ValidationSettings(0, CONCURRENCY, 1, "gpt"), names);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ends = new AtomicInteger();
        AtomicIntegerArray probed = new AtomicIntegerArray(KEYS);
        CountDownLatch over = new CountDownLatch(1);

        KeySweep sweep = new KeySweep(
                provider,
                provider.keys().keys(),
                (key, ending) -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    int number = Integer.parseInt(key.name().substring(4));
                    probed.incrementAndGet(number);
                    Runnable end = () -> {
                        underWay.decrementAndGet();
                        ending.ended(ValidationResult.values()[number % 3]);
                    };
                    if (number % 5 == 0) {
                        end.run();
                    } else {
                        threads.execute(end);
                    }
                },
                () -> {
                    ends.incrementAndGet();
                    over.countDown();
                });
        sweep.start();

        assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(IntStream.range(0, KEYS).map(probed::get)).allMatch(times -> times == 1);
        assertThat(most.get()).isLessThanOrEqualTo(CONCURRENCY);
        assertThat(ends).hasValue(1);
        for (ValidationResult result : ValidationResult.values()) {
            assertThat(sweep.count(result)).isBetween(KEYS / 3, KEYS / 3 + 1);
        }
    }
}
