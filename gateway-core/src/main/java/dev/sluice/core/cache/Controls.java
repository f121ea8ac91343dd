package dev.sluice.core.cache;

/**
 * What a request says of caches itself.
 *
 * @param lookUp whether it may be answered from a cache
 * @param store whether its answer may be kept
 * @param maxAgeMillis how old an entry may be at the most; {@link Long#MAX_VALUE}: any age
 * @param ttlMillis how long its answer is to be kept; {@link #UNSAID}: it does not say
 */
public record Controls(boolean lookUp, boolean store, long maxAgeMillis, long ttlMillis) {

    /** The request does not say. */
    public static final long UNSAID = -1;

    /** It says nothing. */
    public static final Controls NONE = new Controls(true, true, Long.MAX_VALUE, UNSAID);

    /** It has nothing to do with caches. */
    public boolean bypass() {
        return !lookUp && !store;
    }
}
