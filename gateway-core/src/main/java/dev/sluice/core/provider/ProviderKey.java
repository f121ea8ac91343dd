package dev.sluice.core.provider;

import dev.sluice.core.secret.Secret;

/**
 * A key of a provider, with what is known of it: whether it can be used, and how well it did lately. Changed by its
 * {@link KeyRing} alone. Thread-safe: event loops share it.
 */
public final class ProviderKey {

    private final String name;
    private final Secret value;
    private final int priority;
    private final KeySource source;
    private final int label;

    /**
     * @param priority the best usable keys are those with the lowest number
     * @param label number of its name in {@code Identities.keys}
     */
    public ProviderKey(String name, Secret value, int priority, KeySource source, int label) {
        this.name = name;
        this.value = value;
        this.priority = priority;
        this.source = source;
        this.label = label;
    }

    /** What logs, metrics and the API call it. */
    public String name() {
        return name;
    }

    public Secret value() {
        return value;
    }

    public int priority() {
        return priority;
    }

    public KeySource source() {
        return source;
    }

    public int label() {
        return label;
    }

    /** Whether it can be used now. */
    public KeyState state() {
        throw new UnsupportedOperationException();
    }

    /** Counted failures since the last success. */
    public int failures() {
        throw new UnsupportedOperationException();
    }

    /** How well it did lately: 1 well, 0 badly (ModelGate's score). */
    public double health() {
        throw new UnsupportedOperationException();
    }

    /** Attempts that are under way with it. */
    public int inFlight() {
        throw new UnsupportedOperationException();
    }

    /** Why it is not used; {@link KeyReason#NONE} when it is. */
    public KeyReason reason() {
        throw new UnsupportedOperationException();
    }

    /** Until when it cools, as milliseconds of the epoch; 0 when it does not. */
    public long coolingUntilEpochMillis() {
        throw new UnsupportedOperationException();
    }
}
