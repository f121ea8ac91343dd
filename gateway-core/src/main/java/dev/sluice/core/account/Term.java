package dev.sluice.core.account;

/** How long around a moment nothing begins or ends. Used by one thread, once. */
final class Term {

    private final long now;
    private long from = Long.MIN_VALUE;
    private long until = Long.MAX_VALUE;

    Term(long now) {
        this.now = now;
    }

    /** Something begins or ends then. */
    void mark(long epochMillis) {
        if (epochMillis <= now) {
            from = Math.max(from, epochMillis);
        } else {
            until = Math.min(until, epochMillis);
        }
    }

    long now() {
        return now;
    }

    long from() {
        return from;
    }

    long until() {
        return until;
    }
}
