package dev.sluice.netty.simulate;

/**
 * When the pieces of an answer leave.
 *
 * @param firstTokenNanos from the request to the first token
 * @param headNanos from the request to the head and the events that lead in; {@link #WITH_FIRST_TOKEN}: with the first
 *     token of a stream, or with the whole of a unary answer
 * @param intervalNanos between two tokens; a unary answer waits for all of them
 * @param jitter the share of the interval by which each one varies, 0 to 1
 * @param seed what the jitter is drawn from, together with the request's content
 * @param slow which requests wait longer for their first token
 */
public record Pace(long firstTokenNanos, long headNanos, long intervalNanos, double jitter, long seed, Slow slow) {

    /** No time of its own for the head. */
    public static final long WITH_FIRST_TOKEN = -1;

    /** Without any delay. */
    public static final Pace AT_ONCE = new Pace(0, WITH_FIRST_TOKEN, 0, 0, 0, Slow.NONE);

    /** The longest delay or interval: 10 minutes. */
    static final long MAX_NANOS = 600_000_000_000L;

    public Pace {
        if (!Slow.delay(firstTokenNanos)
                || !Slow.delay(intervalNanos)
                || !(headNanos == WITH_FIRST_TOKEN || Slow.delay(headNanos))) {
            throw new IllegalArgumentException("delays are from 0 to 10m");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is from 0 to 1");
        }
    }

    /**
     * A share of the requests whose first token is slow; spread evenly, not drawn.
     *
     * @param share 0 to 1; 0: none
     */
    public record Slow(long firstTokenNanos, double share) {

        /** None. */
        public static final Slow NONE = new Slow(0, 0);

        private static final long MILLION = 1_000_000;

        public Slow {
            if (!delay(firstTokenNanos) || !(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("slow-first is from 0 to 10m, slow-share from 0 to 1");
            }
            if (share > 0 && firstTokenNanos == 0) {
                throw new IllegalArgumentException("slow-share needs slow-first");
            }
        }

        /** Whether the request with this number, from 1 on, is one of them: of N there are share × N, rounded down. */
        boolean strikes(long number) {
            long millionths = Math.round(share * MILLION);
            return number * millionths / MILLION != (number - 1) * millionths / MILLION;
        }

        /** Here, and not in {@link Pace}: what that is made of must not need it, whichever is loaded first. */
        private static boolean delay(long nanos) {
            return nanos >= 0 && nanos <= MAX_NANOS;
        }
    }

    /** The same with the first token no earlier than this. */
    Pace atLeast(long nanos) {
        return nanos <= firstTokenNanos ? this : new Pace(nanos, headNanos, intervalNanos, jitter, seed, slow);
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
