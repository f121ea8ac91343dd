package dev.sluice.core.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class PatienceTest {

    private static final long MILLIS = 50;

    private final Queue<Runnable> ticks = new ArrayDeque<>();
    private final List<Long> delays = new ArrayList<>();
    private final CompletableFuture<String> awaited = new CompletableFuture<>();
    private int silent;
    private long nanos = 7;
    private long answers = 3;
    private final Patience patience = new Patience(
            () -> nanos,
            (what, inMillis) -> {
                ticks.add(what);
                delays.add(inMillis);
            },
            () -> answers,
            MILLIS);

    private void bound(CompletableFuture<?> one) {
        patience.bound(one, () -> silent++);
    }

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(5);
            ticks.remove().run();
        }
    }

    private static void assertGivenUp(CompletableFuture<?> one) {
        assertThat(one.handle((answer, failure) -> failure).join()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void endsWhereNothingIsHeardForTenTicksAndTellsOfTheSilence() {
        bound(awaited);
        tick(9);
        assertThat(awaited).isNotDone();

        tick(1);

        assertGivenUp(awaited);
        assertThat(silent).isEqualTo(1);
        assertThat(delays).containsOnly(MILLIS / 10);
    }

    @Test
    void holdsNothingAgainstRedisThatItsThreadsHadNoTimeToRead() {
        bound(awaited);
        nanos += TimeUnit.MILLISECONDS.toNanos(20 * MILLIS);

        tick(9);

        assertThat(awaited).isNotDone();
    }

    @Test
    void lastsWhileOthersAreAnswered() {
        bound(awaited);
        for (int i = 0; i < 5; i++) {
            tick(9);
            answers++;
            tick(1);
        }

        assertThat(awaited).isNotDone();
        awaited.complete("yes");
        assertThat(silent).isZero();
    }

    @Test
    void endsInAnyCaseAndTellsOfNoSilenceThatWasNone() {
        bound(awaited);
        nanos += TimeUnit.MILLISECONDS.toNanos(40 * MILLIS);
        tick(1);

        assertGivenUp(awaited);
        assertThat(silent).isZero();
    }

    @Test
    void reckonsSilenceOnceHoweverManyWait() {
        bound(awaited);
        CompletableFuture<String> other = new CompletableFuture<>();
        bound(other);
        assertThat(ticks).hasSize(1);

        tick(10);

        assertGivenUp(awaited);
        assertGivenUp(other);
    }

    @Test
    void letsTheLatestGiveUpFirst() {
        List<String> order = new ArrayList<>();
        CompletableFuture<String> other = new CompletableFuture<>();
        awaited.whenComplete((answer, failure) -> order.add("first"));
        other.whenComplete((answer, failure) -> order.add("second"));
        bound(awaited);
        bound(other);

        tick(10);

        assertThat(order).containsExactly("second", "first");
    }

    @Test
    void reckonsAnewOnceSomebodyWaitsAgain() {
        bound(awaited);
        tick(9);
        awaited.complete("yes");
        tick(1);
        assertThat(ticks).isEmpty();

        CompletableFuture<String> other = new CompletableFuture<>();
        bound(other);
        tick(9);

        assertThat(other).isNotDone();
        assertThat(silent).isZero();
    }
}
