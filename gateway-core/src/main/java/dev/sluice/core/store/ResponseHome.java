package dev.sluice.core.store;

/**
 * Where a response lives that a provider keeps for its client: the conversation is there, and nowhere else.
 *
 * @param provider the name of the provider, which is no aggregate
 * @param key the name of the provider's key that it was made with; empty where none was needed
 */
public record ResponseHome(Id id, String provider, String key, long madeAtEpochMillis) {

    /** Which response: the provider's id of it, and for whom it was made, since nobody else may have it. */
    public record Id(String owner, String response) {}
}
