package dev.sluice.core.provider;

import dev.sluice.core.secret.Secret;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A key of a provider, with what is known of it: whether it can be used, and how well it did lately. Changed by its
 * {@link KeyRing} alone, under the ring's lock. Thread-safe: event loops share it.
 */
public final class ProviderKey {

    private final String name;
    private final Secret value;
    private final KeySource source;
    private final int label;
    private final long rendezvous;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile int priority;
    private volatile KeyStanding standing = KeyStanding.SPOTLESS;

    /** Guarded by the ring's lock. */
    private boolean inRing;

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
        this.rendezvous = Rendezvous.hash(name);
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

    /** Whether it can be used now; a key that has cooled is active once its ring has been asked for anything. */
    public KeyState state() {
        return standing.state();
    }

    /** Counted failures since the last success. */
    public int failures() {
        return standing.failures();
    }

    /** How well it did lately: 1 well, 0 badly (ModelGate's score). */
    public double health() {
        return standing.healthPercent() / 100.0;
    }

    /** Attempts that are under way with it; counted only while its ring's rotation needs it, otherwise 0. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Why it is not used; {@link KeyReason#NONE} when it is. */
    public KeyReason reason() {
        return standing.reason();
    }

    /** Until when it cools, as milliseconds of the epoch; 0 when it does not. */
    public long coolingUntilEpochMillis() {
        return standing.wakeAtEpochMillis();
    }

    KeyStanding standing() {
        return standing;
    }

    void stand(KeyStanding next) {
        standing = next;
    }

    long rendezvous() {
        return rendezvous;
    }

    boolean inRing() {
        return inRing;
    }

    void join() {
        inRing = true;
    }

    void leave() {
        inRing = false;
    }

    void prioritise(int priority) {
        this.priority = priority;
    }

    void attemptBegan() {
        inFlight.incrementAndGet();
    }

    /**
     * An attempt ended; it may have begun when attempts were not counted, so that the count is kept from falling below
     * 0.
     */
    void attemptEnded() {
        int now = inFlight.get();
        while (now > 0 && !inFlight.compareAndSet(now, now - 1)) {
            now = inFlight.get();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
