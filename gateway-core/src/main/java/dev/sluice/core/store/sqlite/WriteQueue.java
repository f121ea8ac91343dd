package dev.sluice.core.store.sqlite;

import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written. While one transaction is under way all that comes gathers in the next, and completes with
 * it; of two writes to one row only the later is made, but of accounts each. Thread-safe; holds its lock for a few map
 * operations.
 */
final class WriteQueue {

    static final long NEVER = Long.MIN_VALUE;

    private final int maxRows;
    private Batch waiting = new Batch();
    private boolean closed;

    /** @param maxRows how many different rows may wait */
    WriteQueue(int maxRows) {
        this.maxRows = maxRows;
    }

    /** The changes of one table: first the rows to drop, then those to save. */
    static final class Changes<I, R> {
        private final Set<I> drops = new LinkedHashSet<>();
        private final Map<I, R> saves = new LinkedHashMap<>();

        Collection<I> drops() {
            return drops;
        }

        Collection<R> saves() {
            return saves.values();
        }

        private int size() {
            return saves.size() + drops.size();
        }

        private boolean touches(I id) {
            return saves.containsKey(id) || drops.contains(id);
        }

        private void save(I id, R row) {
            saves.put(id, row);
        }

        private void drop(Collection<I> ids) {
            drops.addAll(ids);
            saves.keySet().removeAll(Set.copyOf(ids));
        }
    }

    /** Changes of keys, and then one that looks first what is there; what comes later is of another step. */
    static final class KeyStep {
        private final Changes<StoredKey.Id, StoredKey> changes = new Changes<>();
        private @Nullable CheckedWrite<StoredKey, StoredKey> last;

        Changes<StoredKey.Id, StoredKey> changes() {
            return changes;
        }

        @Nullable
        CheckedWrite<StoredKey, StoredKey> last() {
            return last;
        }

        private int size() {
            return changes.size() + (last == null ? 0 : last.changes().size());
        }
    }

    /** The changes of one transaction. */
    static final class Batch {
        private final List<KeyStep> keySteps = new ArrayList<>(List.of(new KeyStep()));
        private final List<CheckedWrite<AccountChange, AccountConflict>> accounts = new ArrayList<>();
        private final Changes<ResponseHome.Id, ResponseHome> homes = new Changes<>();
        private long homesBefore = NEVER;
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        /** One after the other. */
        List<KeyStep> keySteps() {
            return keySteps;
        }

        private Changes<StoredKey.Id, StoredKey> keys() {
            return step().changes;
        }

        private KeyStep step() {
            return keySteps.get(keySteps.size() - 1);
        }

        private void change(CheckedWrite<StoredKey, StoredKey> write) {
            step().last = write;
            keySteps.add(new KeyStep());
        }

        private Stream<CheckedWrite<?, ?>> checkedWrites() {
            return Stream.concat(
                    accounts.stream(), keySteps.stream().map(KeyStep::last).filter(Objects::nonNull));
        }

        /** In the order of the calls: what each comes to depends on those before. */
        List<CheckedWrite<AccountChange, AccountConflict>> accounts() {
            return accounts;
        }

        Changes<ResponseHome.Id, ResponseHome> homes() {
            return homes;
        }

        /** Responses made before this are forgotten; {@link #NEVER}: none is. */
        long homesBefore() {
            return homesBefore;
        }

        void succeeded() {
            done.complete(null);
            checkedWrites().forEach(CheckedWrite::succeeded);
        }

        void failed(StoreException cause) {
            done.completeExceptionally(cause);
            checkedWrites().forEach(write -> write.failed(cause));
        }

        private boolean isEmpty() {
            return size() == 0 && homesBefore == NEVER;
        }

        private int size() {
            return keySteps.stream().mapToInt(KeyStep::size).sum()
                    + homes.size()
                    + accounts.stream()
                            .mapToInt(write -> write.changes().size())
                            .sum();
        }
    }

    synchronized CompletionStage<Void> save(List<StoredKey> keys) {
        return change(waiting.keys(), keys.stream().map(StoredKey::id).toList(), () -> {
            for (StoredKey key : keys) {
                waiting.keys().save(key.id(), key);
            }
        });
    }

    synchronized CompletionStage<Void> drop(Collection<StoredKey.Id> ids) {
        return change(waiting.keys(), ids, () -> waiting.keys().drop(ids));
    }

    synchronized CompletionStage<List<StoredKey>> changeKeys(List<StoredKey> keys) {
        return check(new CheckedWrite<>(keys), waiting::change);
    }

    synchronized CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes) {
        return check(new CheckedWrite<>(changes), waiting.accounts::add);
    }

    private <C, W> CompletionStage<List<W>> check(CheckedWrite<C, W> write, Consumer<CheckedWrite<C, W>> queue) {
        StoreException refusal = refusal(write.changes().size());
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        if (write.changes().isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        queue.accept(write);
        notifyAll();
        return write.done();
    }

    /** Why nothing can be taken, or so many rows cannot be besides those that wait; null: they can. */
    private @Nullable StoreException refusal(long more) {
        if (closed) {
            return new StoreException("the store is closed");
        }
        return more == 0 || waiting.size() + more <= maxRows
                ? null
                : new StoreException("the store cannot keep up: " + maxRows
                        + " changes wait to be written already; is its disk slow or full?");
    }

    synchronized CompletionStage<Void> save(ResponseHome home) {
        return change(waiting.homes, List.of(home.id()), () -> waiting.homes.save(home.id(), home));
    }

    synchronized CompletionStage<Void> drop(ResponseHome.Id id) {
        return change(waiting.homes, List.of(id), () -> waiting.homes.drop(List.of(id)));
    }

    synchronized CompletionStage<Void> dropHomesBefore(long epochMillis) {
        StoreException refusal = refusal(0);
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        waiting.homesBefore = Math.max(waiting.homesBefore, epochMillis);
        notifyAll();
        return waiting.done.minimalCompletionStage();
    }

    private <I> CompletionStage<Void> change(Changes<I, ?> changes, Collection<I> ids, Runnable change) {
        long added = ids.stream().filter(id -> !changes.touches(id)).distinct().count();
        StoreException refusal = refusal(added);
        if (refusal != null) {
            return CompletableFuture.failedStage(refusal);
        }
        if (ids.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        change.run();
        notifyAll();
        return waiting.done.minimalCompletionStage();
    }

    /** Waits for changes and takes them all; null when the queue is closed and empty. An interrupt closes it. */
    synchronized @Nullable Batch take() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        Batch taken = waiting;
        waiting = new Batch();
        return taken.isEmpty() ? null : taken;
    }

    /** Refuses what comes from now on. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
