package dev.sluice.netty.simulate;

import java.util.concurrent.TimeUnit;

/**
 * When the pieces of an answer leave.
 *
 * @param firstTokenNanos from the request to the head and the first token
 * @param intervalNanos between two tokens; a unary answer waits for all of them
 * @param jitter the share of the interval by which each one varies, 0 to 1
 * @param seed what the jitter is drawn from, together with the request's content
 */
public record Pace(long firstTokenNanos, long intervalNanos, double jitter, long seed) {

    /** Without any delay. */
    public static final Pace AT_ONCE = new Pace(0, 0, 0, 0);

    /** The longest delay or interval. */
    static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);

    public Pace {
        if (firstTokenNanos < 0 || firstTokenNanos > MAX_NANOS || intervalNanos < 0 || intervalNanos > MAX_NANOS) {
            throw new IllegalArgumentException("delays are from 0 to 10m");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is from 0 to 1");
        }
    }

    /** The interval before the token with this index, which is above 0. */
    long intervalBefore(int token, long content) {
        if (jitter == 0 || intervalNanos == 0) {
            return intervalNanos;
        }
        double spread = 2 * Fingerprint.unit(Fingerprint.mix(seed ^ content) + token) - 1;
        return (long) (intervalNanos * (1 + jitter * spread));
    }

    /** How long generating so many tokens takes. */
    long totalNanos(int tokens, long content) {
        if (jitter == 0) {
            return firstTokenNanos + intervalNanos * Math.max(0, tokens - 1);
        }
        long total = firstTokenNanos;
        for (int token = 1; token < tokens; token++) {
            total += intervalBefore(token, content);
        }
        return total;
    }
}
