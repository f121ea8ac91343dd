package dev.sluice.core.manage;

import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.store.StoredKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The port to where keys that were added through the API are kept. Thread-safe; never blocks: stages complete, on any
 * thread, when the change is durable, and exceptionally when it could not be made so.
 */
public interface KeyStorage {

    /** Why no key can be kept; empty when keys can. */
    Optional<String> whyNot();

    /** What is kept of a key that was added, whether or not it can be read and used; empty when there is none. */
    Optional<StoredKey> find(String provider, String name);

    /** How often operators have changed a key: a number that grows with each of their changes; 0: never. */
    long version(String provider, String name);

    /**
     * Keeps the state that a key has now, as an operator's change.
     *
     * @param expected the version that it was thought out for
     * @return false where others were faster: what they made holds then
     */
    CompletionStage<Boolean> kept(String provider, ProviderKey key, long expected);

    /** Keeps these keys, all or none; false where others were faster with one of the names: they have theirs then. */
    CompletionStage<Boolean> add(String provider, List<NewKey> keys);

    /** A pool has keys that were added: what others have made of them meanwhile holds. */
    default void used(String provider, List<NewKey> keys) {}

    /**
     * Forgets a key that was added; that its provider wants keys is remembered.
     *
     * @param expected the version that it was thought out for
     * @return false where others were faster: what they made holds then
     */
    CompletionStage<Boolean> delete(String provider, String name, long expected);

    /** A turn, every second, of trying again what could not be kept. */
    void retry();
}
