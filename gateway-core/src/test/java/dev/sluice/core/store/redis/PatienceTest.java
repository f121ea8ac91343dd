package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.time.Ticker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PatienceTest {

    /** The timers are real ones; what they find, the test says. */
    private static final long MILLIS = 20;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger silent = new AtomicInteger();
    private final CompletableFuture<String> awaited = new CompletableFuture<>();
    private final Ticker ticker = () -> {
        looks.incrementAndGet();
        return nanos.get();
    };
    private final Patience patience = new Patience(ticker, MILLIS);

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void awaitLooks(int more) {
        int until = looks.get() + more;
        await().atMost(60, TimeUnit.SECONDS).until(() -> looks.get() >= until);
    }

    private void awaitFailure() {
        await().atMost(60, TimeUnit.SECONDS).until(awaited::isCompletedExceptionally);
        assertThat(awaited.handle((answer, failure) -> failure).join()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void endsWhereNothingIsHeardAndTellsOfTheSilence() {
        patience.bound(awaited, silent::incrementAndGet);
        pass(MILLIS);

        awaitFailure();
        await().atMost(60, TimeUnit.SECONDS).until(() -> silent.get() == 1);
    }

    @Test
    void lastsWhileOthersAreAnswered() {
        patience.bound(awaited, silent::incrementAndGet);
        for (int i = 0; i < 5; i++) {
            patience.heard();
            awaitLooks(3);
        }

        assertThat(awaited).isNotDone();
        awaited.complete("yes");
        assertThat(silent).hasValue(0);
    }

    @Test
    void endsInAnyCaseAndTellsOfNoSilenceThatWasNone() {
        patience.bound(awaited, silent::incrementAndGet);
        pass(40 * MILLIS);
        patience.heard();

        awaitFailure();
        assertThat(silent).hasValue(0);
    }

    @Test
    void isNotNeededWhereTheAnswerComes() {
        patience.bound(awaited, silent::incrementAndGet);

        assertThat(awaited.complete("yes")).isTrue();
        assertThat(silent).hasValue(0);
    }
}
