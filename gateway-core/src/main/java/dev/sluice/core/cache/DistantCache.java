package dev.sluice.core.cache;

import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A cache that takes a while to answer: one in another process, one on a disk, or one that must compute something
 * first. It is asked what the cache at hand does not have; whoever asks waits within bounds, and never by an event
 * loop. Thread-safe; stages may complete on any thread.
 */
public interface DistantCache {

    /** Under which name it is counted. */
    CacheKind kind();

    /** Whether there is any point in asking it; called on event loops, and cheap. */
    boolean takes(Question question, CacheSettings settings);

    /** How long it is waited for, in nanoseconds; afterwards it is a miss. */
    long deadlineNanos(CacheSettings settings);

    /**
     * Looks for an answer, intact and fresh. Fails where it could not look; that counts as an error, and is a miss.
     *
     * @param maxAgeMillis how old it may be at the most
     */
    CompletionStage<Optional<Found>> find(Question question, long maxAgeMillis);

    /**
     * Keeps an answer, where it takes such; called on event loops, and returns at once.
     *
     * @param controls what its request says of caches
     */
    void store(Question question, Entry entry, Controls controls, CacheSettings settings);

    /** Drops entries; how many. Fails where some may be left. */
    CompletionStage<Long> purge(Purge which);

    /** How much there is, without what other caches tell of already. */
    CacheLevel level();

    /** How many entries each tenant has in the memory of this process; none, where they are elsewhere. */
    default void tenants(CacheState.TenantVisitor visitor) {}

    /** Tells every entry in the memory of this process, in no order; none, where they are elsewhere. */
    default void entries(Consumer<Entry> visitor) {}
}
