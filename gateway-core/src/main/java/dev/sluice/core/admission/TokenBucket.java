package dev.sluice.core.admission;

/** A bucket of permits that is refilled evenly (GCRA: all it keeps is when it would be full). Guarded by its meter. */
final class TokenBucket {

    private final double millisEach;
    private final double depth;
    private double fullAt = Double.NEGATIVE_INFINITY;

    /** @param millisEach after how long one permit is refilled */
    TokenBucket(long permits, double millisEach) {
        this.millisEach = millisEach;
        this.depth = permits * millisEach;
    }

    /** The same that holds more or fewer permits. */
    TokenBucket ofDepth(long permits) {
        return with(permits, millisEach);
    }

    /** The same that holds other permits: it is full when it would have been, so that a change gives nobody a burst. */
    TokenBucket with(long permits, double otherMillisEach) {
        TokenBucket other = new TokenBucket(permits, otherMillisEach);
        other.fullAt = fullAt;
        return other;
    }

    /** Milliseconds until there is a permit; 0: there is one now. */
    long waitForOne(long now) {
        double wait = Math.max(fullAt, (double) now) + millisEach - depth - now;
        return wait <= 0 ? 0 : (long) Math.ceil(wait);
    }

    void take(long now) {
        fullAt = Math.max(fullAt, (double) now) + millisEach;
    }

    void giveBack() {
        fullAt -= millisEach;
    }

    /** What was given back is out again. */
    void takeAgain() {
        fullAt += millisEach;
    }
}
