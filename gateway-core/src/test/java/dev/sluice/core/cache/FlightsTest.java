package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Flights.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FlightsTest {

    private static final Digest KEY = Asking.digest(1);

    private final Flights flights = new Flights();
    private final List<@Nullable Entry> told = new ArrayList<>();

    @Test
    void letsOneGoAndTellsTheOthersItsAnswer() {
        Ticket first = flights.join(KEY, told::add);
        Ticket second = flights.join(KEY, told::add);
        Ticket third = flights.join(KEY, told::add);
        Ticket elsewhere = flights.join(Asking.digest(2), told::add);
        Entry answer = Asking.entry(1, "acme", 10, 0, 10);

        assertThat(first.leads()).isTrue();
        assertThat(second.leads()).isFalse();
        assertThat(third.leads()).isFalse();
        assertThat(elsewhere.leads()).isTrue();
        assertThat(told).isEmpty();
        first.land(answer);
        assertThat(told).containsExactly(answer, answer);
        first.land(null);
        first.leave();
        assertThat(told).hasSize(2);
        elsewhere.leave();
        assertThat(flights.size()).isZero();
    }

    @Test
    void tellsThoseWhoWaitWhenTheFirstOneHasNothingToGive() {
        Ticket first = flights.join(KEY, told::add);
        flights.join(KEY, told::add);
        first.leave();

        assertThat(told).containsExactly((Entry) null);
        assertThat(flights.join(KEY, told::add).leads()).isTrue();
    }

    @Test
    void doesNotTellWhoHasLeft() {
        Ticket first = flights.join(KEY, told::add);
        Ticket second = flights.join(KEY, told::add);
        second.leave();
        second.leave();
        first.land(null);

        assertThat(told).isEmpty();
    }

    @Test
    void losesNobodyWhateverTheOrder() throws InterruptedException {
        int threads = 6;
        int rounds = 20_000;
        AtomicInteger led = new AtomicInteger();
        AtomicInteger landed = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        CountDownLatch waiting = new CountDownLatch(1);
        Thread[] all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            all[t] = new Thread(() -> {
                for (int i = 0; i < rounds; i++) {
                    AtomicInteger mine = new AtomicInteger();
                    Ticket ticket = flights.join(Asking.digest(random.nextInt(3)), entry -> {
                        int before = mine.getAndSet(1);
                        // Who leaves while it lands may be told; nobody is told twice.
                        landed.addAndGet(before == 0 ? 1 : before == 1 ? 1_000_000 : 0);
                    });
                    if (ticket.leads()) {
                        led.incrementAndGet();
                        if (random.nextBoolean()) {
                            Thread.onSpinWait();
                        }
                        ticket.land(null);
                    } else if (random.nextInt(4) == 0) {
                        ticket.leave();
                        if (mine.compareAndSet(0, 2)) {
                            left.incrementAndGet();
                        }
                    }
                }
                waiting.countDown();
            });
        }
        for (Thread each : all) {
            each.start();
        }
        for (Thread each : all) {
            each.join();
        }
        assertThat(waiting.getCount()).isZero();
        assertThat(flights.size()).isZero();
        assertThat(led.get() + landed.get() + left.get()).isEqualTo(threads * rounds);
    }
}
