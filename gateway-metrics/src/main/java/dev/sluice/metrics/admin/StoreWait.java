package dev.sluice.metrics.admin;

import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for the store to keep a change, but not for long.
 *
 * @param millis how long
 */
record StoreWait(long millis) {

    <T> Outcome<T> await(CompletionStage<Outcome<T>> change) throws InterruptedException, ExecutionException {
        try {
            return change.toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Outcome.refused(Refusal.unavailable(
                    "store_slow", "the store has not kept this yet, but still may: look before you try again"));
        }
    }
}
