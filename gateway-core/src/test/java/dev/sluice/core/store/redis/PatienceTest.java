package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PatienceTest {

    private static final long MILLIS = 5;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private final CompletableFuture<String> awaited = new CompletableFuture<>();
    private final Patience patience = new Patience(this::look, MILLIS);

    private long look() {
        looks.incrementAndGet();
        return nanos.get();
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void awaitLooks(int more) {
        int until = looks.get() + more;
        await().atMost(20, TimeUnit.SECONDS).until(() -> looks.get() >= until);
    }

    private void awaitFailure() {
        await().atMost(20, TimeUnit.SECONDS).until(() -> late.get() == 1);
        assertThat(awaited.handle((answer, failure) -> failure).join()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void endsWhereNothingIsHeard() {
        patience.bound(awaited, late::incrementAndGet);
        pass(MILLIS);

        awaitFailure();
    }

    @Test
    void lastsWhileOthersAreAnswered() {
        patience.heard();
        patience.bound(awaited, late::incrementAndGet);
        for (int i = 0; i < 5; i++) {
            pass(MILLIS - 1);
            patience.heard();
            awaitLooks(4);
        }

        assertThat(awaited).isNotDone();
        pass(MILLIS);
        awaitFailure();
    }

    @Test
    void endsInAnyCase() {
        patience.heard();
        patience.bound(awaited, late::incrementAndGet);
        pass(10 * MILLIS);
        patience.heard();

        awaitFailure();
    }

    @Test
    void isNotNeededWhereTheAnswerComes() {
        patience.bound(awaited, late::incrementAndGet);

        assertThat(awaited.complete("yes")).isTrue();
        assertThat(late).hasValue(0);
    }
}
