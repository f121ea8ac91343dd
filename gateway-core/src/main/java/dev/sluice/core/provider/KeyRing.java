package dev.sluice.core.provider;

import dev.sluice.core.time.Ticker;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider's pool of keys: which is used next, and which are not used for now. It lives as long as the process, over
 * reloads. Thread-safe: event loops share it; taking a key is one atomic step, changes of state are rare and take a
 * lock.
 */
public final class KeyRing {

    /** How keys are chosen among the best usable ones. */
    public enum Rotation {
        /** In turn. */
        ROUND_ROBIN,
        /** By the prompt's prefix, so that the provider's own prompt cache stays warm; spilling by load. */
        AFFINITY
    }

    /** What became of an attempt, as far as its key is concerned. */
    public enum Outcome {
        SUCCESS,
        /** 429: it cools. */
        RATE_LIMITED,
        /** 401: it is invalid at once. */
        REJECTED,
        /** Quota or credit used up: it is invalid at once. */
        EXHAUSTED,
        /** 403: counted; invalid after {@code blacklist_threshold} in a row. */
        FORBIDDEN,
        /** The provider failed: counted, unless the whole provider is failing. */
        PROVIDER_FAILED,
        /** Nothing that speaks for or against the key: the client's own fault, or the client left. */
        NEUTRAL
    }

    /** Told, on whatever thread, after a key's state or count has changed; must not block. */
    @FunctionalInterface
    public interface Observer {
        void changed(KeyRing ring, ProviderKey key);
    }

    /**
     * What the configuration says of a pool.
     *
     * @param blacklistThreshold counted failures in a row until a key is invalid; 0: never
     */
    public record Settings(Rotation rotation, int blacklistThreshold) {}

    /** What tells a ring the time: for intervals, and for what outlives the process. */
    record Clocks(Ticker ticker, Clock clock) {}

    KeyRing(String provider, Settings settings, Clocks clocks, Observer observer) {
        throw new UnsupportedOperationException();
    }

    /** Takes over what the file says now; see {@link KeyRings#ring}. */
    void configure(Settings settings, List<ProviderKey> configured) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes over what was known of a key before the process began; nothing where there is no such key.
     *
     * @param coolingUntilEpochMillis looked at for {@link KeyState#COOLING} only; where it has passed the key is active
     */
    public void recall(String keyName, KeyState state, int failures, KeyReason reason, long coolingUntilEpochMillis) {
        throw new UnsupportedOperationException();
    }

    /** From now on the provider wants keys, whether or not it has any: it had some through the API once. */
    public void wantKeys() {
        throw new UnsupportedOperationException();
    }

    /** The provider that the keys belong to. */
    public String provider() {
        throw new UnsupportedOperationException();
    }

    /** Whether the provider wants a key at all. Where it does and none is usable, it is not available. */
    public boolean needed() {
        throw new UnsupportedOperationException();
    }

    /**
     * The key for the next attempt; it must be given back by {@link #ended}, once.
     *
     * @param affinity hash of the prompt's prefix; looked at by {@link Rotation#AFFINITY} only
     * @param tried keys that this request has had already, and that it does not get again while there are others
     * @return null when none is usable, or none is {@link #needed}
     */
    public @Nullable ProviderKey select(long affinity, List<ProviderKey> tried) {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #select} would give a key, or none is needed. */
    public boolean usable() {
        throw new UnsupportedOperationException();
    }

    /** Nanoseconds until the first cooling key can be used again; -1 when none is cooling. */
    public long coolsForNanos() {
        throw new UnsupportedOperationException();
    }

    /**
     * An attempt with a key is over.
     *
     * @param coolNanos for {@link Outcome#RATE_LIMITED}: how long the provider wants to be left alone; -1: it did not
     *     say
     */
    public void ended(ProviderKey key, Outcome outcome, long coolNanos) {
        throw new UnsupportedOperationException();
    }

    /** The provider as a whole is failing: what was counted against its keys is taken back. */
    public void blameProvider() {
        throw new UnsupportedOperationException();
    }

    /** All keys, in the order of the file and then of their adding. */
    public List<ProviderKey> keys() {
        throw new UnsupportedOperationException();
    }

    /** The key of that name; null when there is none. */
    public @Nullable ProviderKey find(String name) {
        throw new UnsupportedOperationException();
    }

    /** Adds a key; throws {@link IllegalArgumentException} when there is one of that name. */
    public void add(ProviderKey key) {
        throw new UnsupportedOperationException();
    }

    /** Takes a key out; attempts under way with it go on. */
    public void remove(ProviderKey key) {
        throw new UnsupportedOperationException();
    }

    /** Switches a key off, until it is restored. */
    public void disable(ProviderKey key) {
        throw new UnsupportedOperationException();
    }

    /** Makes a key usable again, whatever it was: count and reason are gone. */
    public void restore(ProviderKey key) {
        throw new UnsupportedOperationException();
    }
}
