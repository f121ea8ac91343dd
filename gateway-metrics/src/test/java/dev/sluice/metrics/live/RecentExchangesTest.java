package dev.sluice.metrics.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import dev.sluice.metrics.instrument.Exchanges;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RecentExchangesTest {

    private final Identities names = Identities.bounded(20);
    private final RecentExchanges recent = new RecentExchanges(names, 2);

    /** One that began in that second. */
    static ExchangeRecord at(long second, ExchangeRecord exchange) {
        ExchangeRecord.Timing timing = exchange.timing();
        return new ExchangeRecord(
                exchange.request(),
                exchange.route(),
                exchange.result(),
                new ExchangeRecord.Timing(
                        second * 1000,
                        timing.durationNanos(),
                        timing.upstreamNanos(),
                        timing.queueNanos(),
                        timing.firstTokenNanos(),
                        timing.upstreamFirstChunkNanos(),
                        timing.outputNanos(),
                        timing.outputEvents(),
                        timing.admissionNanos(),
                        timing.bodyNanos(),
                        0),
                exchange.sizes(),
                exchange.usage(),
                exchange.cost(),
                exchange.cache());
    }

    private static ExchangeRecord chat(long second) {
        return at(second, Exchanges.unary(Endpoint.CHAT_COMPLETIONS, 2, 2));
    }

    private static ExchangeRecord failed(long second) {
        return at(second, Exchanges.stream(2, 2, Code.UPSTREAM_CUT));
    }

    @Test
    void tellsOfTheNewestOfAllLoopsFirst() {
        ExchangeRecord first = chat(1);
        ExchangeRecord second = chat(2);
        ExchangeRecord third = chat(3);
        recent.onLoop(0).requestEnded(first);
        recent.onLoop(0).requestEnded(third);
        recent.onLoop(1).requestEnded(second);

        assertThat(recent.newest()).containsExactly(third, second, first);
    }

    @Test
    void forgetsTheOldestWhenItIsFull() {
        LoopListener loop = recent.onLoop(0);
        for (int second = 1; second <= 3 * RecentExchanges.KEPT; second++) {
            loop.requestEnded(chat(second));
        }

        List<ExchangeRecord> newest = recent.newest();

        assertThat(newest).hasSize(RecentExchanges.KEPT);
        assertThat(newest.get(0).timing().startedEpochMillis()).isEqualTo(3L * RecentExchanges.KEPT * 1000);
        assertThat(newest.get(newest.size() - 1).timing().startedEpochMillis())
                .isEqualTo((2L * RecentExchanges.KEPT + 1) * 1000);
    }

    @Test
    void tellsOfNoMoreThanItIsToWhateverTheNumberOfLoops() {
        for (int second = 1; second <= RecentExchanges.KEPT; second++) {
            recent.onLoop(0).requestEnded(chat(second));
            recent.onLoop(1).requestEnded(chat(second));
        }

        assertThat(recent.newest()).hasSize(RecentExchanges.KEPT);
    }

    @Test
    void takesSomeOfEachSecondAndAsManyOfThoseThatFailed() {
        LoopListener loop = recent.onLoop(0);
        for (int i = 0; i < 1_000; i++) {
            loop.requestEnded(chat(7));
        }
        for (int i = 0; i < 1_000; i++) {
            loop.requestEnded(failed(7));
        }
        loop.requestEnded(chat(8));

        assertThat(recent.newest().stream().filter(each -> each.result().success()))
                .hasSize(RecentExchanges.A_SECOND + 1);
        assertThat(recent.newest().stream().filter(each -> !each.result().success()))
                .hasSize(RecentExchanges.A_SECOND);
    }

    @ParameterizedTest
    @EnumSource(
            value = Endpoint.class,
            names = {"HEALTHZ", "READYZ", "UNKNOWN", "MODELS"})
    void leavesOutWhatAsksForNoModel(Endpoint endpoint) {
        recent.onLoop(0).requestEnded(Exchanges.unary(endpoint, 0, 0));

        assertThat(recent.newest()).isEmpty();
    }

    @Test
    void tellsOfWhatWentThroughAGroup() {
        recent.onLoop(0).requestEnded(Exchanges.proxied(Endpoint.PROXY, new ExchangeRecord.Route(2, 0, 2, 1), 200));

        assertThat(recent.newest()).hasSize(1);
    }

    @Test
    void isReadWhileLoopsWrite() throws Exception {
        CountDownLatch written = new CountDownLatch(2);
        AtomicBoolean wrong = new AtomicBoolean();
        try (Threads threads = new Threads()) {
            for (int number = 0; number < 2; number++) {
                LoopListener loop = recent.onLoop(number);
                threads.run(() -> {
                    for (int second = 1; second <= 50_000; second++) {
                        loop.requestEnded(chat(second));
                    }
                    written.countDown();
                });
            }
            Future<?> reader = threads.run(() -> {
                while (written.getCount() > 0) {
                    List<ExchangeRecord> newest = recent.newest();
                    wrong.compareAndSet(false, newest.size() > RecentExchanges.KEPT || !inOrder(newest));
                }
            });
            reader.get();
        }

        assertThat(wrong).isFalse();
        assertThat(recent.newest().get(0).timing().startedEpochMillis()).isEqualTo(50_000_000L);
    }

    private static boolean inOrder(List<ExchangeRecord> newest) {
        for (int i = 1; i < newest.size(); i++) {
            if (RecentExchanges.endedMillis(newest.get(i - 1)) < RecentExchanges.endedMillis(newest.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Threads that end with the test. */
    private record Threads(ExecutorService all) implements AutoCloseable {

        Threads() {
            this(Executors.newCachedThreadPool());
        }

        Future<?> run(Runnable work) {
            return all.submit(work);
        }

        @Override
        public void close() {
            all.shutdownNow();
        }
    }
}
