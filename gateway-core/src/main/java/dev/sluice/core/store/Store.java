package dev.sluice.core.store;

import dev.sluice.core.admission.SharedCounters;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The port to what outlives the process. Thread-safe. Nothing here blocks an event loop, but what says so: writes are
 * queued, take effect in the order of the calls, and complete when they are durable, on the store's own thread. What
 * cannot be written completes with a {@link StoreException}; the next write is tried all the same.
 */
public interface Store extends AutoCloseable {

    /** All keys that there is something to remember of, in the order in which they were first saved; blocks. */
    List<StoredKey> providerKeys();

    /**
     * Keeps these rows, each in place of the one of the same provider and name where it {@link StoredKey#replaces}
     * that; all that do, or none.
     */
    CompletionStage<Void> saveProviderKeys(List<StoredKey> keys);

    /**
     * Keeps what operators have made of different keys, all or none, in one step, also where others share the store:
     * where each row {@link StoredKey#follows} the one in its place, and then the stage completes with an empty list.
     * Otherwise it completes with the rows that are in the way, and nothing was changed.
     */
    CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> keys);

    /** Drops the rows of these keys, all or none; those that there are not count as dropped. */
    CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys);

    /** All that was made of accounts, by kind and id in the order of their names; blocks. */
    List<StoredAccount> accounts();

    /**
     * Makes these changes, each of another row, all or none: in one step, also where others share the store. They are
     * made where each {@link AccountChange#fits fits} what is there, and no other row has taken some of its
     * {@link AccountChange#span span} before; then the stage completes with an empty list. Otherwise it completes with
     * what is in the way of each, and nothing was changed.
     */
    CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes);

    /** Where a response lives, if it is known; read on the store's own thread, within bounds. */
    CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id);

    /** Keeps this row, in place of the one of the same id. */
    CompletionStage<Void> saveResponseHome(ResponseHome home);

    /** Drops the row of this response; that there is none counts as dropped. */
    CompletionStage<Void> forgetResponseHome(ResponseHome.Id id);

    /** Drops the rows of all responses made before. */
    CompletionStage<Void> forgetResponseHomesBefore(long epochMillis);

    /** What was used and paid; ends with the store. */
    Ledger ledger();

    /** What was used, as it is asked about; ends with the store. */
    UsageRecords usage();

    /**
     * Tells from now on what others change; at most one is told. A store that nobody shares has nothing to tell; one
     * that is shared begins with {@link StoreWatcher#changesMissed}, for much may have changed since it was opened.
     */
    default void watch(StoreWatcher watcher) {}

    /** What counts limits for all gateways that share the store; empty where none do. */
    default Optional<SharedCounters> counters() {
        return Optional.empty();
    }

    /** Connections to the database that are open; 0 where there is none. */
    default int connections() {
        return 0;
    }

    /** Waits for the writes that are queued, within bounds, and ends; blocks. What comes later is refused. */
    @Override
    void close();
}
