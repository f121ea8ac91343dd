package dev.sluice.loads.cache;

import org.jspecify.annotations.Nullable;

/**
 * An answer that the gateway has to have kept.
 *
 * @param id of the request that it was made for
 * @param sentNanos when that was sent; it was kept between then and the end of the answer
 */
record Kept(String id, byte[] body, long sentNanos, long endedNanos, long lifeNanos) {

    /** Beginnings and ends are told by other clocks than ages. */
    private static final long SLACK = 50_000_000;

    /** Whether it is given to a request of this time: true, false, or null, where it is just getting too old. */
    @Nullable
    Boolean isGiven(Wish wish, long fromNanos, long toNanos) {
        long most = Math.min(wish.mostNanos(), lifeNanos);
        if (most == Long.MAX_VALUE || toNanos - sentNanos + SLACK < most) {
            return true;
        }
        return fromNanos - endedNanos - SLACK > most ? false : null;
    }
}
