package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatienceTest {

    private static final long SHORT = 10;
    private static final long LONG = 20_000;

    private final Queue<Runnable> ticks = new ArrayDeque<>();
    private final AtomicInteger late = new AtomicInteger();
    private final CompletableFuture<String> awaited = new CompletableFuture<>();

    private Patience patience(long millis) {
        return new Patience((what, inMillis) -> ticks.add(what), millis);
    }

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            ticks.remove().run();
        }
    }

    private void awaitFailure() {
        await().atMost(20, TimeUnit.SECONDS).until(() -> late.get() == 1);
        assertThat(awaited.handle((answer, failure) -> failure).join()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void endsWhereNothingIsHeard() {
        patience(SHORT).bound(awaited, late::incrementAndGet);
        tick(10);

        awaitFailure();
    }

    @Test
    void endsInAnyCase() {
        patience(SHORT).bound(awaited, late::incrementAndGet);

        awaitFailure();
    }

    @Test
    void reckonsSilenceOnceHoweverManyWait() {
        Patience patience = patience(LONG);
        patience.bound(awaited, late::incrementAndGet);
        patience.bound(new CompletableFuture<>(), late::incrementAndGet);

        assertThat(ticks).hasSize(1);
    }

    @Test
    void doesNotTickWhereNobodyWaits() {
        Patience patience = patience(LONG);
        patience.bound(awaited, late::incrementAndGet);
        awaited.complete("yes");
        tick(1);

        assertThat(ticks).isEmpty();
        assertThat(late).hasValue(0);
    }
}
