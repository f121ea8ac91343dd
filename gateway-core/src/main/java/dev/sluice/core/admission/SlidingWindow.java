package dev.sluice.core.admission;

/**
 * Counts over a window that slides: what was counted in the bucket before weighs as much as the window still covers of
 * it. Amounts, not events, so it serves requests and tokens alike. Guarded by its meter.
 */
final class SlidingWindow {

    /** Waiting does not help: the amount is more than the limit. */
    static final long NEVER = 0;

    private final long length;
    private final long madeAt;
    private long bucket = Long.MIN_VALUE;
    private long current;
    private long previous;

    /**
     * @param lengthMillis of the window, and of each of the two buckets
     * @param madeAt what was under way before is not in it
     */
    SlidingWindow(long lengthMillis, long madeAt) {
        this.length = lengthMillis;
        this.madeAt = madeAt;
    }

    /** What counts at the moment. */
    long used(long now) {
        roll(now);
        return weighted(previous, length - elapsed(now)) + current;
    }

    void add(long amount, long now) {
        roll(now);
        current += amount;
    }

    /** Corrects by {@code delta} what was added at an instant; what has left the window is not corrected any more. */
    void adjust(long delta, long addedAt, long now) {
        roll(now);
        if (addedAt < madeAt) {
            return;
        }
        long then = Math.floorDiv(addedAt, length);
        if (then >= bucket) {
            current = Math.max(0, current + delta);
        } else if (then == bucket - 1) {
            previous = Math.max(0, previous + delta);
        }
    }

    /** Milliseconds until {@code amount} more fits under {@code limit}; {@link #NEVER}, or at least 1. */
    long waitFor(long amount, long limit, long now) {
        roll(now);
        long room = limit - amount;
        if (room < 0) {
            return NEVER;
        }
        long elapsed = elapsed(now);
        if (current <= room) {
            return Math.max(1, fading(previous, room - current) - elapsed);
        }
        return Math.max(1, length - elapsed + fading(current, room));
    }

    /** Milliseconds until nothing of now counts any more. */
    long resetIn(long now) {
        return 2 * length - elapsed(now);
    }

    /** How far into a bucket the one before it has come down to {@code room}. */
    private long fading(long before, long room) {
        if (before <= room) {
            return 0;
        }
        long covered = room * length / before;
        return length - covered;
    }

    /** Rounded up: a part of a request counts as one, or a limit of 1 would let the next through at once. */
    private long weighted(long amount, long covered) {
        return -Math.floorDiv(-amount * covered, length);
    }

    private long elapsed(long now) {
        return Math.floorMod(now, length);
    }

    /** A clock that goes back does not open a bucket again. */
    private void roll(long now) {
        long at = Math.floorDiv(now, length);
        if (at > bucket) {
            previous = at == bucket + 1 ? current : 0;
            current = 0;
            bucket = at;
        }
    }
}
