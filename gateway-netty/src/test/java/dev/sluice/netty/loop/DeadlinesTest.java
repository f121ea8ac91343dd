package dev.sluice.netty.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.LoopListener.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines();
    private final List<String> expired = new ArrayList<>();

    @Test
    void tellsADeadlineThatHasPassedOnce() {
        Deadlines.Timer timer = timer("a");
        timer.set(100);
        deadlines.sweep(99);
        assertThat(expired).isEmpty();
        assertThat(timer.isSet()).isTrue();

        deadlines.sweep(100);
        assertThat(timer.isSet()).isFalse();
        deadlines.sweep(200);

        assertThat(expired).containsExactly("a");
    }

    @Test
    void tellsNothingOfADeadlineThatWasNeverSetOrIsCleared() {
        timer("never");
        Deadlines.Timer cleared = timer("cleared");
        cleared.set(1);
        cleared.clear();

        deadlines.sweep(1000);

        assertThat(expired).isEmpty();
        assertThat(cleared.isSet()).isFalse();
    }

    @Test
    void movesADeadline() {
        Deadlines.Timer timer = timer("a");
        timer.set(100);
        timer.set(300);
        deadlines.sweep(200);
        assertThat(expired).isEmpty();
        timer.set(250);
        deadlines.sweep(260);

        assertThat(expired).containsExactly("a");
    }

    @Test
    void worksWhereTheClockWrapsAround() {
        Deadlines.Timer timer = timer("a");
        timer.set(Long.MAX_VALUE + 10);
        deadlines.sweep(Long.MAX_VALUE - 10);
        assertThat(expired).isEmpty();

        deadlines.sweep(Long.MIN_VALUE + 20);

        assertThat(expired).containsExactly("a");
    }

    @Test
    void takesTheOneInstantThatStandsForNeverAsADeadline() {
        Deadlines.Timer timer = timer("a");
        timer.set(Long.MIN_VALUE);
        assertThat(timer.isSet()).isTrue();

        deadlines.sweep(Long.MIN_VALUE + 1);

        assertThat(expired).containsExactly("a");
    }

    @Test
    void mayBeSetAgainByItsOwner() {
        Deadlines.Timer[] timer = new Deadlines.Timer[1];
        timer[0] = deadlines.timer(now -> {
            expired.add("at " + now);
            timer[0].set(now + 10);
        });
        timer[0].set(1);

        deadlines.sweep(5);
        deadlines.sweep(14);
        deadlines.sweep(15);

        assertThat(expired).containsExactly("at 5", "at 15");
    }

    @Test
    void letsAnOwnerRemoveItselfAndOthersMeanwhile() {
        List<Deadlines.Timer> timers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            timers.add(deadlines.timer(now -> {
                expired.add("" + number);
                if (number == 7) {
                    timers.get(7).remove();
                    timers.get(2).remove();
                    timers.get(9).remove();
                    timers.get(8).remove();
                }
            }));
        }
        timers.forEach(timer -> timer.set(1));

        deadlines.sweep(1);

        assertThat(expired).containsExactlyInAnyOrder("0", "1", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void letsAnOwnerRemoveAll() {
        List<Deadlines.Timer> timers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            timers.add(deadlines.timer(now -> {
                expired.add("one");
                timers.forEach(Deadlines.Timer::remove);
            }));
        }
        timers.forEach(timer -> timer.set(1));

        deadlines.sweep(1);
        deadlines.sweep(2);

        assertThat(expired).containsExactly("one");
    }

    @Test
    void letsAnOwnerMakeNewOnesMeanwhile() {
        Deadlines.Timer first = deadlines.timer(now -> {
            for (int i = 0; i < 200; i++) {
                timer("new").set(now);
            }
        });
        first.set(1);

        deadlines.sweep(1);
        deadlines.sweep(2);

        assertThat(expired).hasSize(200);
    }

    @Test
    void removesOnceHoweverOftenItIsAsked() {
        Deadlines.Timer a = timer("a");
        Deadlines.Timer b = timer("b");
        a.remove();
        a.remove();
        b.set(1);

        deadlines.sweep(1);

        assertThat(expired).containsExactly("b");
    }

    @Test
    void countsTheBytesThatWaitOnEachSide() {
        deadlines.timer(waiting(Side.CLIENT, 5));
        deadlines.timer(waiting(Side.UPSTREAM, 70));
        Deadlines.Timer gone = deadlines.timer(waiting(Side.CLIENT, 600));
        deadlines.timer(waiting(Side.CLIENT, 8));
        gone.remove();

        assertThat(deadlines.outboundBytes(Side.CLIENT)).isEqualTo(13);
        assertThat(deadlines.outboundBytes(Side.UPSTREAM)).isEqualTo(70);
    }

    @Test
    void tellsEveryDeadlineOnceInRandomUse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Deadlines.Timer> timers = new ArrayList<>();
        Map<Integer, Long> expected = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            timers.add(deadlines.timer(now -> {
                Long at = expected.remove(number);
                assertThat(at)
                        .as("seed %d: timer %d at %d", seed, number, now)
                        .isNotNull()
                        .isLessThanOrEqualTo(now);
            }));
        }
        for (long now = 1; now < 2000; now++) {
            int i = random.nextInt(timers.size());
            switch (random.nextInt(8)) {
                case 0 -> {
                    timers.get(i).clear();
                    expected.remove(i);
                }
                case 1 -> {
                    if (random.nextInt(10) == 0) {
                        timers.get(i).remove();
                        expected.remove(i);
                        timers.set(i, timer("replaced"));
                    }
                }
                default -> {
                    if (expected.containsKey(i) || timers.get(i).isSet() || random.nextBoolean()) {
                        set(timers, expected, i, now + random.nextInt(50));
                    }
                }
            }
            if (random.nextInt(5) == 0) {
                deadlines.sweep(now);
                long swept = now;
                assertThat(expected.values())
                        .as("seed %d", seed)
                        .allSatisfy(at -> assertThat(at).isGreaterThan(swept));
            }
        }
    }

    private void set(List<Deadlines.Timer> timers, Map<Integer, Long> expected, int i, long at) {
        timers.get(i).remove();
        timers.set(i, deadlines.timer(now -> {
            Long due = expected.remove(i);
            assertThat(due).as("timer %d at %d", i, now).isNotNull().isLessThanOrEqualTo(now);
        }));
        timers.get(i).set(at);
        expected.put(i, at);
    }

    private Deadlines.Timer timer(String name) {
        return deadlines.timer(now -> expired.add(name));
    }

    private static Deadlines.Expiry waiting(Side side, long bytes) {
        return new Deadlines.Expiry() {
            @Override
            public void expired(long now) {}

            @Override
            public long outboundBytes() {
                return bytes;
            }

            @Override
            public Side side() {
                return side;
            }
        };
    }
}
