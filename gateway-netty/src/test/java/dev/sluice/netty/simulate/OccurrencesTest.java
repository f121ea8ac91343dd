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

class OccurrencesTest {

    private final Occurrences occurrences = new Occurrences();

    private static Fault fault(String settings) {
        return Script.DEFAULT.with(settings).fault();
    }

    private String struck(String settings, String key, int requests) {
        StringBuilder struck = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            struck.append(occurrences.strikes(fault(settings), key) ? 'x' : '.');
        }
        return struck.toString();
    }

    @Test
    void failsEveryRequestByDefault() {
        assertThat(struck("status=503", "a", 3)).isEqualTo("xxx");
    }

    @Test
    void failsTheFirstOnesAndThenNoMore() {
        assertThat(struck("status=503+first=2", "a", 5)).isEqualTo("xx...");
        assertThat(struck("status=503+first=2", "b", 2)).isEqualTo("..");
    }

    @Test
    void failsTheFirstOnesOfEachKey() {
        assertThat(struck("status=503+first-per-key=2", "a", 4)).isEqualTo("xx..");
        assertThat(struck("status=503+first-per-key=2", "b", 4)).isEqualTo("xx..");
        assertThat(struck("status=503+first-per-key=2", "a", 2)).isEqualTo("..");
    }

    @Test
    void failsTheFirstFewOfEverySoMany() {
        assertThat(struck("fault=close+fail-every=3+first=2", "a", 10)).isEqualTo("..x..x....");
    }

    @Test
    void countsEachFaultAndEachStatusForItself() {
        assertThat(struck("status=503+first=1", "a", 2)).isEqualTo("x.");
        assertThat(struck("status=500+first=1", "a", 2)).isEqualTo("x.");
        assertThat(struck("fault=close+first=1", "a", 2)).isEqualTo("x.");
    }

    @Test
    void failsExactlyTheFirstOnesOfManyAtOnce() throws Exception {
        int threads = 4;
        Fault fault = fault("status=503+first-per-key=1000");
        Pace.Slow slow = new Pace.Slow(1, 0.03);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<int[]>> counts = IntStream.range(0, threads)
                    .mapToObj(thread -> pool.submit((Callable<int[]>) () -> {
                        start.await();
                        int[] count = new int[2];
                        for (int i = 0; i < 10_000; i++) {
                            count[0] += occurrences.strikes(fault, i % 2 == 0 ? "a" : "b") ? 1 : 0;
                            count[1] += occurrences.slow(slow) ? 1 : 0;
                        }
                        return count;
                    }))
                    .toList();
            start.countDown();
            int struck = 0;
            int slowed = 0;
            for (Future<int[]> count : counts) {
                struck += count.get()[0];
                slowed += count.get()[1];
            }
            assertThat(struck).isEqualTo(2000);
            assertThat(slowed).isEqualTo(threads * 300);
        } finally {
            pool.shutdownNow();
        }
    }
}
