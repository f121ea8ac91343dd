package dev.sluice.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Failsafe has a clock of its own, so that open delays are real here: long ones never pass, short ones are awaited. */
class BreakerTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(20);

    private final List<String> transitions = Collections.synchronizedList(new ArrayList<>());

    private Breaker inARow(int failures, Duration open, int probes) {
        return breaker(new ResilienceSettings.Breaker(failures, 0, 0, 0, open.toNanos(), probes));
    }

    private Breaker byRate(double rate, int of) {
        long window = Duration.ofMinutes(1).toNanos();
        return breaker(new ResilienceSettings.Breaker(5, rate, of, window, NEVER.toNanos(), 1));
    }

    private Breaker breaker(ResilienceSettings.Breaker settings) {
        return new Breaker(settings, (from, to) -> transitions.add(from + ">" + to));
    }

    private static void fail(Breaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(breaker.tryAcquire());
        }
    }

    private static void succeed(Breaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.succeeded(breaker.tryAcquire());
        }
    }

    private static void awaitHalfOpen(Breaker breaker) {
        await().atMost(MINUTE).until(() -> breaker.state() == BreakerState.HALF_OPEN);
    }

    @Test
    void opensAfterFailuresInARowOnly() {
        Breaker breaker = inARow(3, NEVER, 1);

        fail(breaker, 2);
        succeed(breaker, 1);
        fail(breaker, 2);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.mayPass()).isFalse();
        assertThat(breaker.tryAcquire()).isEqualTo(Breaker.REFUSED);
        assertThat(breaker.opensForNanos()).isBetween(1L, NEVER.toNanos());
        assertThat(transitions).containsExactly("CLOSED>OPEN");
    }

    @Test
    void letsAnotherProbeThroughForOneThatWasNotMade() {
        Breaker breaker = inARow(1, SOON, 1);
        fail(breaker, 1);
        awaitHalfOpen(breaker);

        long unmade = breaker.tryAcquire();
        assertThat(breaker.mayPass()).isFalse();
        breaker.returned(unmade);

        assertThat(breaker.mayPass()).isTrue();
        long permit = breaker.tryAcquire();
        assertThat(permit).isNotEqualTo(Breaker.REFUSED);
        assertThat(breaker.tryAcquire()).isEqualTo(Breaker.REFUSED);
        breaker.succeeded(permit);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        breaker.returned(unmade);
        assertThat(breaker.mayPass()).isTrue();
    }

    @Test
    void opensAtARateOnceEnoughWasSeen() {
        Breaker breaker = byRate(0.5, 10);

        for (int i = 0; i < 4; i++) {
            succeed(breaker, 1);
            fail(breaker, 1);
        }
        succeed(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void neverOpensForOneFailureWhateverTheRate() {
        for (int percent = 1; percent <= 100; percent++) {
            Breaker breaker = byRate(percent / 100.0, 2);

            fail(breaker, 1);
            for (int i = 0; i < 300; i++) {
                assertThat(breaker.state()).as("%d %%", percent).isEqualTo(BreakerState.CLOSED);
                succeed(breaker, 1);
            }
        }
    }

    @Test
    void saysThatItIsHalfOpenAsSoonAsAProbeWouldPass() {
        Breaker breaker = inARow(2, SOON, 1);
        fail(breaker, 2);

        awaitHalfOpen(breaker);

        assertThat(breaker.mayPass()).isTrue();
        assertThat(breaker.mayPass()).as("asking takes nothing").isTrue();
        assertThat(breaker.opensForNanos()).isZero();
        assertThat(transitions).containsExactly("CLOSED>OPEN");
    }

    @Test
    void closesWhenItsProbesSucceed() {
        Breaker breaker = inARow(2, SOON, 2);
        fail(breaker, 2);
        awaitHalfOpen(breaker);

        long first = breaker.tryAcquire();
        long second = breaker.tryAcquire();
        assertThat(breaker.tryAcquire()).isEqualTo(Breaker.REFUSED);
        assertThat(breaker.mayPass()).isFalse();
        breaker.succeeded(first);
        assertThat(breaker.tryAcquire())
                .as("a probe that ended makes no room for another one")
                .isEqualTo(Breaker.REFUSED);
        breaker.succeeded(second);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.tryAcquire()).isNotEqualTo(Breaker.REFUSED);
        assertThat(transitions).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>CLOSED");
    }

    @Test
    void opensAgainWhenAProbeFailsOrIsAbandoned() {
        for (boolean abandons : new boolean[] {false, true}) {
            Breaker breaker = inARow(2, SOON, 1);
            fail(breaker, 2);
            awaitHalfOpen(breaker);
            long probe = breaker.tryAcquire();
            assertThat(probe).isNotEqualTo(Breaker.REFUSED);

            if (abandons) {
                breaker.abandoned(probe);
            } else {
                breaker.failed(probe);
            }

            assertThat(transitions).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>OPEN");
            transitions.clear();
            awaitHalfOpen(breaker);
        }
    }

    @Test
    void recordsNothingForWhatIsAbandonedWhileItIsClosed() {
        Breaker breaker = inARow(2, NEVER, 1);

        for (int i = 0; i < 10; i++) {
            breaker.abandoned(breaker.tryAcquire());
        }
        fail(breaker, 1);
        breaker.abandoned(breaker.tryAcquire());
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        fail(breaker, 1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void leavesOutOfAccountWhatOutlivesItsPeriod() {
        Breaker breaker = inARow(2, SOON, 1);
        List<Long> stragglers = List.of(breaker.tryAcquire(), breaker.tryAcquire(), breaker.tryAcquire());
        fail(breaker, 2);
        breaker.succeeded(stragglers.get(0));
        awaitHalfOpen(breaker);
        long probe = breaker.tryAcquire();

        breaker.succeeded(stragglers.get(1));
        breaker.failed(stragglers.get(2));

        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(breaker.tryAcquire()).isEqualTo(Breaker.REFUSED);
        breaker.succeeded(probe);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void closesWhenAnOperatorSaysSo() {
        Breaker breaker = inARow(2, NEVER, 1);
        fail(breaker, 2);

        breaker.reset();
        breaker.reset();

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.opensForNanos()).isZero();
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(transitions).containsExactly("CLOSED>OPEN", "OPEN>CLOSED");
    }

    @Test
    void letsNoMoreThanItsProbesPassInAnOpenPeriodWhateverTheNumberOfThreads() throws Exception {
        Breaker breaker = inARow(2, SOON, 3);
        fail(breaker, 2);

        for (int period = 0; period < 10; period++) {
            awaitHalfOpen(breaker);
            List<Long> probes = Collections.synchronizedList(new ArrayList<>());
            Together.run(4, thread -> {
                for (int i = 0; i < 1_000; i++) {
                    long permit = breaker.tryAcquire();
                    if (permit != Breaker.REFUSED) {
                        probes.add(permit);
                    }
                }
            });
            assertThat(probes).hasSize(3);
            breaker.succeeded(probes.get(0));
            breaker.succeeded(probes.get(1));
            breaker.failed(probes.get(2));
        }
        assertThat(transitions).hasSize(21).containsOnlyOnce("CLOSED>OPEN");
    }

    @Test
    void letsNoMoreThanItsProbesPassWhileAttemptsOutliveTheirPeriods() throws Exception {
        Breaker breaker = inARow(2, Duration.ofMillis(1), 2);
        fail(breaker, 2);
        Map<Long, AtomicInteger> given = new ConcurrentHashMap<>();

        Together.run(4, thread -> {
            Random random = new Random(thread);
            List<Long> underWay = new ArrayList<>();
            while (given.size() < 20) {
                long permit = breaker.tryAcquire();
                if (permit != Breaker.REFUSED) {
                    given.computeIfAbsent(permit, period -> new AtomicInteger()).incrementAndGet();
                    underWay.add(permit);
                }
                if (underWay.size() > random.nextInt(5)) {
                    breaker.failed(underWay.remove(random.nextInt(underWay.size())));
                }
            }
        });

        assertThat(given)
                .allSatisfy((period, probes) -> assertThat(probes.get()).isBetween(1, 2));
    }

    @Test
    void makesOneTransitionHoweverManyThreadsFail() throws Exception {
        Breaker breaker = inARow(5, NEVER, 1);
        AtomicInteger refused = new AtomicInteger();

        Together.run(4, thread -> {
            for (int i = 0; i < 10_000; i++) {
                long permit = breaker.tryAcquire();
                if (permit == Breaker.REFUSED) {
                    refused.incrementAndGet();
                } else {
                    breaker.failed(permit);
                }
            }
        });

        assertThat(transitions).containsExactly("CLOSED>OPEN");
        assertThat(refused.get()).isBetween(40_000 - 5 - 4, 40_000 - 5);
    }
}
