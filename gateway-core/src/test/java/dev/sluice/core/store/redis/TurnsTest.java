package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TurnsTest {

    private final List<CompletableFuture<String>> asked = new ArrayList<>();
    private final Turns turns = new Turns(2, 3);

    private boolean ask() {
        return turns.ask(() -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        });
    }

    @Test
    void letsTheOthersWaitUntilOneIsAnswered() {
        ask();
        ask();
        ask();
        assertThat(asked).hasSize(2);

        asked.get(1).complete("yes");
        assertThat(asked).hasSize(3);

        asked.get(0).completeExceptionally(new IllegalStateException("no"));
        asked.get(2).complete("yes");
        ask();
        ask();
        assertThat(asked).hasSize(5);
    }

    @Test
    void takesNoMoreThanMayWait() {
        for (int i = 0; i < 5; i++) {
            assertThat(ask()).isTrue();
        }
        assertThat(ask()).isFalse();
        assertThat(asked).hasSize(2);
    }

    @Test
    void passesOverThoseWhoAskNoMore() {
        ask();
        ask();
        turns.ask(() -> null);
        ask();

        asked.get(0).complete("yes");

        assertThat(asked).hasSize(3);
    }

    @Test
    void goesOnThroughAnyNumberThatAreAnsweredAtOnce() {
        Turns one = new Turns(1, 100_000);
        CompletableFuture<String> first = new CompletableFuture<>();
        AtomicInteger answered = new AtomicInteger();
        one.ask(() -> first);
        for (int i = 0; i < 100_000; i++) {
            one.ask(() -> CompletableFuture.completedFuture(answered.incrementAndGet()));
        }

        first.complete("yes");

        assertThat(answered).hasValue(100_000);
    }

    @Test
    void neverLetsMoreAskAtATimeWhateverThreadsDo() throws InterruptedException {
        Turns three = new Turns(3, 10_000);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(4_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 4_000; i++) {
            threads.execute(() -> three.ask(() -> {
                atOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
                return CompletableFuture.runAsync(
                        () -> {
                            now.decrementAndGet();
                            over.countDown();
                        },
                        threads);
            }));
        }

        assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(atOnce.get()).isBetween(1, 3);
    }
}
