package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateWindowTest {

    private static final long SECOND = 1_000_000_000L;

    /** The clock of the platform may stand anywhere. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - SECOND, -5})
    void grantsSoManyAndThenNoneUntilTheWindowIsOver(long now) {
        RateWindow window = new RateWindow(2, 10 * SECOND, now);

        assertThat(window.take(now)).isEqualTo(new RateWindow.Standing(2, 1, 10 * SECOND, true));
        assertThat(window.take(now + 3 * SECOND)).isEqualTo(new RateWindow.Standing(2, 0, 7 * SECOND, true));
        assertThat(window.take(now + 4 * SECOND)).isEqualTo(new RateWindow.Standing(2, 0, 6 * SECOND, false));
        assertThat(window.take(now + 10 * SECOND - 1).granted()).isFalse();
        assertThat(window.take(now + 10 * SECOND)).isEqualTo(new RateWindow.Standing(2, 1, 10 * SECOND, true));
    }

    @Test
    void beginsAWindowWithItsFirstRequest() {
        RateWindow window = new RateWindow(1, SECOND, 0);

        assertThat(window.take(5 * SECOND).resetNanos()).isEqualTo(SECOND);
        assertThat(window.take(5 * SECOND + 1).granted()).isFalse();
    }

    @Test
    void saysWhenToComeAgainNeverTooEarly() {
        List<Received.Header> headers =
                LimitHeaders.of(Voice.OPENAI, new RateWindow.Standing(2, 0, 6 * SECOND + 1, false));

        assertThat(headers)
                .contains(
                        new Received.Header("retry-after", "7"),
                        new Received.Header("retry-after-ms", "6001"),
                        new Received.Header("x-ratelimit-limit-requests", "2"),
                        new Received.Header("x-ratelimit-remaining-requests", "0"),
                        new Received.Header("x-ratelimit-reset-requests", "6.001s"));
    }

    @Test
    void saysHowManyAreLeftWhereThereAreSome() {
        assertThat(LimitHeaders.of(Voice.OPENAI, new RateWindow.Standing(2, 1, SECOND, true)))
                .contains(new Received.Header("x-ratelimit-remaining-requests", "1"))
                .noneMatch(header -> header.name().startsWith("retry-after"));
    }

    @Test
    void grantsExactlySoManyOfManyAtOnce() throws Exception {
        RateWindow window = new RateWindow(1000, SECOND, 0);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> granted = IntStream.range(0, 4)
                    .mapToObj(thread -> pool.submit((Callable<Integer>) () -> {
                        start.await();
                        return (int) IntStream.range(0, 10_000)
                                .filter(i -> window.take(i).granted())
                                .count();
                    }))
                    .toList();
            start.countDown();
            int sum = 0;
            for (Future<Integer> one : granted) {
                sum += one.get();
            }
            assertThat(sum).isEqualTo(1000);
        } finally {
            pool.shutdownNow();
        }
    }
}
