package dev.sluice.core.provider;

import static dev.sluice.core.provider.Rings.AFFINE;
import static dev.sluice.core.provider.Rings.IN_TURN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import dev.sluice.core.provider.KeyRing.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyRingStressTest {

    private static final int KEYS = 10;
    private static final int SELECTORS = 2;
    private static final int OPERATORS = 2;
    private static final int ROUNDS = 50_000;

    private final Rings rings = new Rings();

    private static int number(ProviderKey key) {
        return Integer.parseInt(key.name().substring("key-".length()));
    }

    /** Odd while a key is known to be unusable: raised after it was taken out, and again before it is put back. */
    private final AtomicIntegerArray outs = new AtomicIntegerArray(KEYS);

    @Test
    void neverGivesAKeyThatWasOutFromBeforeTheCallUntilAfterIt() throws Exception {
        KeyRing ring = rings.of(IN_TURN, KEYS);
        List<ProviderKey> keys = ring.keys();
        AtomicBoolean over = new AtomicBoolean();

        Together.run(SELECTORS + OPERATORS, thread -> {
            if (thread < OPERATORS) {
                takeOutAndPutBack(ring, keys, thread, over);
            } else {
                select(ring);
                over.set(true);
            }
        });

        keys.forEach(ring::restore);
        assertThat(keys).allSatisfy(key -> {
            assertThat(key.state()).isEqualTo(KeyState.ACTIVE);
            assertThat(key.failures()).isZero();
        });
        assertThat(Rings.next(ring, KEYS)).hasSize(KEYS).doesNotHaveDuplicates();
    }

    private void select(KeyRing ring) {
        int[] before = new int[KEYS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < KEYS; i++) {
                before[i] = outs.get(i);
            }
            ProviderKey key = ring.select(round, List.of());
            if (key == null) {
                continue;
            }
            int number = number(key);
            boolean out = (before[number] & 1) == 1 && outs.get(number) == before[number];
            assertThat(out).as("%s was out all the while", key).isFalse();
            ring.ended(key, Outcome.SUCCESS, -1);
        }
    }

    /** Each operator has keys of its own, and only the first one turns the clock. */
    private void takeOutAndPutBack(KeyRing ring, List<ProviderKey> keys, int operator, AtomicBoolean over) {
        Random random = new Random(operator);
        while (!over.get()) {
            int number = random.nextInt(KEYS / OPERATORS) * OPERATORS + operator;
            int way = random.nextInt(operator == 0 ? 4 : 3);
            ProviderKey key = keys.get(number);
            takeOut(ring, key, way);
            outs.incrementAndGet(number);
            for (int i = random.nextInt(30); i > 0; i--) {
                assertThat(ring.select(i, List.of())).isNotSameAs(key);
            }
            outs.incrementAndGet(number);
            putBack(ring, key, way);
        }
    }

    private static void takeOut(KeyRing ring, ProviderKey key, int way) {
        switch (way) {
            case 0 -> ring.ended(key, Outcome.REJECTED, -1);
            case 1 -> ring.disable(key);
            case 2 -> ring.remove(key);
            default -> ring.ended(key, Outcome.RATE_LIMITED, 1_000);
        }
    }

    private void putBack(KeyRing ring, ProviderKey key, int way) {
        switch (way) {
            case 0, 1 -> ring.restore(key);
            case 2 -> ring.add(key);
            default -> rings.time.advance(Duration.ofNanos(1_000));
        }
    }

    @Test
    void countsEveryFailureOnce() throws Exception {
        KeyRing ring = rings.of(new KeyRing.Settings(KeyRing.Rotation.ROUND_ROBIN, 0), 3);

        Together.run(4, thread -> {
            for (int i = 0; i < 30_000; i++) {
                ProviderKey key = Objects.requireNonNull(ring.select(0, List.of()));
                ring.ended(key, Outcome.FORBIDDEN, -1);
            }
        });

        assertThat(ring.keys()).extracting(ProviderKey::failures).containsOnly(40_000);
    }

    @Test
    void givesEveryTurnOnceWhateverTheNumberOfThreads() throws Exception {
        KeyRing ring = rings.of(IN_TURN, KEYS);
        AtomicIntegerArray taken = new AtomicIntegerArray(KEYS);

        Together.run(4, thread -> {
            for (int i = 0; i < 50_000; i++) {
                ProviderKey key = Objects.requireNonNull(ring.select(0, List.of()));
                taken.incrementAndGet(number(key));
                ring.ended(key, Outcome.SUCCESS, -1);
            }
        });

        assertThat(IntStream.range(0, KEYS).map(taken::get)).containsOnly(20_000);
    }

    @Test
    void countsAttemptsUnderWayDownToNone() throws Exception {
        KeyRing ring = rings.of(AFFINE, 4);

        Together.run(4, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 30_000; i++) {
                ProviderKey key = Objects.requireNonNull(ring.select(random.nextLong(), List.of()));
                ring.ended(key, i % 50 == 0 ? Outcome.NEUTRAL : Outcome.SUCCESS, -1);
            }
        });

        assertThat(ring.keys()).extracting(ProviderKey::inFlight).containsOnly(0);
    }
}
