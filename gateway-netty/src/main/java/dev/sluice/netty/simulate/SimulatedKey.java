package dev.sluice.netty.simulate;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key at a running provider: how its requests are treated, which may be changed at any time, and what was
 * counted of them. Thread-safe.
 */
public final class SimulatedKey {

    private final String name;
    private final Counts counts = new Counts();
    private volatile Treatment treatment;

    /** A behaviour with the window it counts in; only a limit has one. */
    private record Treatment(
            KeyBehaviour behaviour, @Nullable RateWindow window) {}

    /**
     * What a request with this key gets.
     *
     * @param refusal the error it is refused with; null: it is not
     * @param headers what is added to the head of the answer, whichever it is
     * @param retryNanos when to come again, of one that is refused; negative: not said
     * @param firstTokenNanos how early the first token may come
     */
    record Admission(@Nullable ApiError refusal, List<Received.Header> headers, long retryNanos, long firstTokenNanos) {

        static final Admission FREE = new Admission(null, List.of(), -1, 0);

        private static Admission refused(ApiError error) {
            return new Admission(error, List.of(), -1, 0);
        }
    }

    SimulatedKey(String name, KeyBehaviour behaviour) {
        this.name = name;
        this.treatment = treatment(behaviour);
    }

    public String name() {
        return name;
    }

    public KeyBehaviour behaviour() {
        return treatment.behaviour();
    }

    /** From now on, requests are treated like this. A limit begins anew. */
    public void behave(KeyBehaviour behaviour) {
        treatment = treatment(behaviour);
    }

    /** From now on: 401. */
    public void revoke() {
        behave(new KeyBehaviour.Revoked());
    }

    /** From now on: 403. */
    public void forbid() {
        behave(new KeyBehaviour.Forbidden());
    }

    /** From now on: 429 insufficient_quota. */
    public void exhaust() {
        behave(new KeyBehaviour.Exhausted());
    }

    /** From now on: so many requests a window. */
    public void limit(int requests, Duration window) {
        behave(new KeyBehaviour.Limited(requests, window.toNanos()));
    }

    /** From now on: a slow first token. */
    public void slow(Duration firstToken) {
        behave(new KeyBehaviour.Slow(firstToken.toNanos()));
    }

    /** From now on: like any key. */
    public void restore() {
        behave(KeyBehaviour.FINE);
    }

    /** What was counted of its requests. */
    public KeyStats stats() {
        return counts.stats();
    }

    Counts counts() {
        return counts;
    }

    /** A request with this key comes, now, on the clock of {@link System#nanoTime()}. */
    Admission admit(ErrorBook errors, long nowNanos) {
        Treatment current = treatment;
        KeyBehaviour behaviour = current.behaviour();
        if (current.window() != null) {
            RateWindow.Standing standing = current.window().take(nowNanos);
            List<Received.Header> headers = LimitHeaders.of(errors.voice(), standing);
            return standing.granted()
                    ? new Admission(null, headers, -1, 0)
                    : new Admission(errors.rateLimit(), headers, standing.resetNanos(), 0);
        }
        if (behaviour instanceof KeyBehaviour.Revoked) {
            return Admission.refused(errors.wrongKey());
        }
        if (behaviour instanceof KeyBehaviour.Forbidden) {
            return Admission.refused(errors.forbidden());
        }
        if (behaviour instanceof KeyBehaviour.Exhausted) {
            return Admission.refused(errors.quota());
        }
        return behaviour instanceof KeyBehaviour.Slow slow
                ? new Admission(null, List.of(), -1, slow.firstTokenNanos())
                : Admission.FREE;
    }

    private static Treatment treatment(KeyBehaviour behaviour) {
        RateWindow window = behaviour instanceof KeyBehaviour.Limited limited
                ? new RateWindow(limited.requests(), limited.windowNanos(), System.nanoTime())
                : null;
        return new Treatment(behaviour, window);
    }
}
