package dev.sluice.core.store.sqlite;

import static dev.sluice.core.store.StoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.StoredKey.Id;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class WriteQueueTest {

    private final WriteQueue queue = new WriteQueue(3);

    @Test
    void gathersInOneTransactionAllThatComesWhileAnotherIsUnderWay() {
        queue.save(List.of(key("a", 1)));
        WriteQueue.Batch first = taken();

        CompletionStage<Void> b = queue.save(List.of(key("b", 1)));
        CompletionStage<Void> c = queue.save(List.of(key("c", 1)));
        first.succeeded();
        assertThat(b.toCompletableFuture()).isNotDone();
        WriteQueue.Batch second = taken();
        second.succeeded();

        assertThat(first.keySteps().get(0).changes().saves()).containsExactly(key("a", 1));
        assertThat(second.keySteps().get(0).changes().saves()).containsExactly(key("b", 1), key("c", 1));
        assertThat(b.toCompletableFuture()).isCompleted();
        assertThat(c.toCompletableFuture()).isCompleted();
    }

    @Test
    void makesOnlyTheLastOfTheWritesToOneRowAndCompletesThemTogether() {
        CompletionStage<Void> earlier = queue.save(List.of(key("a", 1)));
        CompletionStage<Void> later = queue.save(List.of(key("a", 2)));

        WriteQueue.Batch batch = taken();
        assertThat(batch.keySteps().get(0).changes().saves()).containsExactly(key("a", 2));
        assertThat(earlier.toCompletableFuture()).isNotDone();
        batch.succeeded();
        assertThat(earlier.toCompletableFuture()).isCompleted();
        assertThat(later.toCompletableFuture()).isCompleted();
    }

    @Test
    void failsAllThatSharesATransactionThatFails() {
        CompletionStage<Void> one = queue.save(List.of(key("a", 1)));
        CompletionStage<Void> two = queue.drop(List.of(new Id("openai", "b")));

        taken().failed(new StoreException("the disk is full"));

        assertThat(one.toCompletableFuture()).isCompletedExceptionally();
        assertThat(two.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void dropsWhatIsDroppedLastAndSavesWhatIsSavedLast() {
        queue.save(List.of(key("a", 1)));
        queue.drop(List.of(new Id("openai", "a"), new Id("openai", "b")));
        queue.save(List.of(key("b", 1)));

        WriteQueue.Batch batch = taken();
        assertThat(batch.keySteps().get(0).changes().drops())
                .containsExactly(new Id("openai", "a"), new Id("openai", "b"));
        assertThat(batch.keySteps().get(0).changes().saves()).containsExactly(key("b", 1));
    }

    @Test
    void refusesNewRowsWhenItIsFullButStillReplacesWaitingOnes() {
        queue.save(List.of(key("a", 1), key("b", 1)));
        queue.drop(List.of(new Id("openai", "c")));

        CompletionStage<Void> refused = queue.save(List.of(key("a", 9), key("d", 1)));
        CompletionStage<Void> replaced = queue.save(List.of(key("a", 2)));

        assertThatThrownBy(() -> refused.toCompletableFuture().join()).hasMessageContaining("cannot keep up");
        assertThat(replaced.toCompletableFuture()).isNotDone();
        assertThat(taken().keySteps().get(0).changes().saves())
                .as("all or none")
                .containsExactly(key("a", 2), key("b", 1));
        assertThat(queue.save(List.of(key("d", 1))).toCompletableFuture()).isNotDone();
    }

    @Test
    void lendsNobodyTheMeansToCompleteAWriteOfOthers() {
        CompletableFuture<Void> mine = queue.save(List.of(key("a", 1))).toCompletableFuture();
        CompletionStage<Void> others = queue.save(List.of(key("b", 1)));

        mine.complete(null);

        assertThat(others.toCompletableFuture()).isNotDone();
    }

    @Test
    void givesOutWhatWaitsWhenItIsClosedAndThenEnds() {
        queue.save(List.of(key("a", 1)));
        queue.close();

        assertThat(taken().keySteps().get(0).changes().saves()).containsExactly(key("a", 1));
        assertThat(queue.take()).isNull();
        assertThat(queue.save(List.of(key("b", 1))).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void takesAnInterruptForItsEnd() {
        Thread.currentThread().interrupt();

        assertThat(queue.take()).isNull();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(queue.save(List.of(key("b", 1))).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void completesAnEmptyWriteAtOnce() {
        assertThat(queue.save(List.<StoredKey>of()).toCompletableFuture()).isCompleted();
    }

    private WriteQueue.Batch taken() {
        return Objects.requireNonNull(queue.take());
    }
}
