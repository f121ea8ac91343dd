package dev.sluice.netty.simulate;

/**
 * Which of the requests that carry a fault fail.
 *
 * @param every only each so many-th
 * @param first only so many, and then no more; 0: without end
 * @param scope for whom {@code first} is counted
 */
public record Recurrence(int every, int first, Scope scope) {

    /** Every one. */
    public static final Recurrence ALWAYS = new Recurrence(1, 0, Scope.SERVER);

    static final int MAX = 1_000_000_000;

    /** Who shares a count. */
    public enum Scope {
        /** All requests to this server. */
        SERVER,
        /** The requests with the same API key. */
        KEY
    }

    public Recurrence {
        if (every < 1 || every > MAX || first < 0 || first > MAX) {
            throw new IllegalArgumentException("fail-every is from 1, first from 0 to " + MAX);
        }
    }

    /** Whether the request with this number, from 1 on, fails. */
    boolean strikes(long number) {
        return number % every == 0 && (first == 0 || number / every <= first);
    }
}
