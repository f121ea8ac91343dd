package dev.sluice.core.attempt;

import static dev.sluice.core.attempt.Rig.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.RetryBudget;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many requests at a time, whose attempts end in every way, at targets that they share. */
class AttemptsStressTest {

    private static final int THREADS = 3;
    private static final int REQUESTS = 40_000;
    private static final int KEYS = 4;
    private static final int MOST_ATTEMPTS = 6;
    private static final double SHARE = 0.2;
    private static final int DOWN = -1;
    private static final long SEED = 20260501;

    private final Rig rig = new Rig();
    private final List<Target> targets = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger(THREADS);

    /** Which target fails whoever asks. */
    private volatile int down;

    /** How many attempts were made with each permit of each target's breaker. */
    private final Map<Target, Map<Long, AtomicInteger>> permits = new ConcurrentHashMap<>();

    private final Map<Integer, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> repetitions = new ConcurrentHashMap<>();

    /** Odd while a key is switched off, a place a key: raised after it is, and again before it is restored. */
    private final AtomicIntegerArray outs = new AtomicIntegerArray(KEYS);

    /** One event loop: its requests come one after the other. */
    private final class Loop implements LoopListener {

        private final Random random;
        private final int[] before = new int[KEYS];
        private final Set<Target> met = new HashSet<>();

        Loop(int thread) {
            this.random = new Random(SEED + thread);
        }

        void run() {
            for (int i = 0; i < REQUESTS; i++) {
                request();
            }
            running.decrementAndGet();
        }

        private void request() {
            met.clear();
            long prefix = random.nextLong();
            Target[] order = random.nextBoolean()
                    ? targets.toArray(Target[]::new)
                    : new Target[] {targets.get(1), targets.get(0)};
            Attempts attempts =
                    new Attempts(Rig.plan(order), () -> prefix, new Attempts.Context(this, random::nextDouble));
            Try made = take(attempts);
            while (made != null) {
                made = end(attempts, made);
            }
            attempts.gaveUp();
            assertThat(attempts.made()).isLessThanOrEqualTo(MOST_ATTEMPTS);
        }

        private @Nullable Try take(Attempts attempts) {
            for (int key = 0; key < KEYS; key++) {
                before[key] = outs.get(key);
            }
            Try made = attempts.next();
            if (made != null) {
                note(made);
                if (met.add(made.target())) {
                    add(requests, made.target().provider().label());
                }
            }
            return made;
        }

        private void note(Try made) {
            permits.computeIfAbsent(made.target(), any -> new ConcurrentSkipListMap<>())
                    .computeIfAbsent(made.permit(), any -> new AtomicInteger())
                    .incrementAndGet();
            ProviderKey key = made.key();
            if (key != null && made.target() == targets.get(0)) {
                int number = Integer.parseInt(key.name().substring(1));
                boolean out = (before[number] & 1) == 1 && outs.get(number) == before[number];
                assertThat(out).as("%s was off all the while", key).isFalse();
            }
        }

        /** Ends it in one way or the other; what is next, if anything is. */
        private @Nullable Try end(Attempts attempts, Try made) {
            if (random.nextInt(20) == 0) {
                Try second = attempts.hedge();
                if (second != null) {
                    note(second);
                    attempts.abandoned(second);
                }
            }
            switch (made.target() == targets.get(down) ? DOWN : random.nextInt(8)) {
                case DOWN -> {
                    return fail(attempts, made, Fault.SERVER);
                }
                case 0, 1, 2 -> {
                    attempts.committed(made);
                    attempts.succeeded(made, random.nextInt(1000));
                    return null;
                }
                case 3 -> {
                    attempts.abandoned(made);
                    return null;
                }
                default -> {
                    return fail(attempts, made, Fault.values()[random.nextInt(Fault.values().length)]);
                }
            }
        }

        private @Nullable Try fail(Attempts attempts, Try made, Fault fault) {
            RetryHints hints = new RetryHints(random.nextInt(2_000_000), -1, null);
            attempts.failed(made, fault, hints);
            return attempts.goOn(made, fault, hints, LONG) == Attempts.NEVER ? null : take(attempts);
        }

        @Override
        public void retried(int provider, RetryReason reason) {
            if (reason != RetryReason.AUTH && reason != RetryReason.RATE_LIMIT) {
                add(repetitions, provider);
            }
        }
    }

    private static void add(Map<Integer, AtomicInteger> counts, int of) {
        counts.computeIfAbsent(of, any -> new AtomicInteger()).incrementAndGet();
    }

    /**
     * Switches keys of the first target off and on, brings invalid ones back, and lets time pass, less than a minute.
     */
    private void operate() {
        Random random = new Random(SEED);
        KeyRing ring = targets.get(0).provider().keys();
        long passed = 0;
        while (running.get() > 0) {
            if (random.nextInt(100) == 0) {
                down = random.nextInt(targets.size());
            }
            int number = random.nextInt(KEYS);
            ring.disable(ring.keys().get(number));
            outs.incrementAndGet(number);
            Thread.yield();
            outs.incrementAndGet(number);
            ring.restore(ring.keys().get(number));
            for (Target target : targets) {
                target.provider().keys().keys().forEach(target.provider().keys()::revive);
            }
            if (passed < 50_000) {
                passed++;
                rig.time.advance(Duration.ofMillis(1));
            }
        }
    }

    @Test
    void keepsItsBoundsAndGivesEverythingBack() throws Exception {
        Rules rules = Rules.STANDARD.attempts(3, MOST_ATTEMPTS).budget(SHARE).breaker(Rules.breaker(3, 1));
        targets.add(rig.affine(rules, "a", "k0", "k1", "k2", "k3"));
        targets.add(rig.affine(rules, "b", "k0", "k1"));
        targets.add(rig.target("c", rules, "k0"));

        Together.run(THREADS + 1, thread -> {
            if (thread == THREADS) {
                operate();
            } else {
                new Loop(thread).run();
            }
        });

        int probed = 0;
        for (Target target : targets) {
            assertThat(target.vitals().inFlight()).hasValue(0);
            assertThat(target.provider().keys().keys())
                    .extracting(ProviderKey::inFlight)
                    .containsOnly(0);
            int provider = target.provider().label();
            assertThat((double) repetitions.get(provider).get())
                    .isLessThanOrEqualTo(SHARE * requests.get(provider).get() + RetryBudget.FREE);
            List<Integer> probes = probes(permits.get(target));
            assertThat(probes).allMatch(attempts -> attempts == 1);
            probed += probes.size();
        }
        assertThat(probed).isPositive();
    }

    /**
     * Attempts by half-open period. A permit names its period; while a breaker is open nobody gets one, and behind an
     * open period comes a half-open one.
     */
    private static List<Integer> probes(Map<Long, AtomicInteger> attempts) {
        List<Integer> probes = new ArrayList<>();
        attempts.forEach((permit, count) -> {
            if (permit > 1 && !attempts.containsKey(permit - 1)) {
                probes.add(count.get());
            }
        });
        return probes;
    }
}
