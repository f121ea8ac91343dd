package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Ending;

/**
 * What came of a request.
 *
 * @param number of the request
 * @param status 0 where there was no answer
 * @param retryAfterMillis as the answer says; -1 where it does not
 * @param sentNanos on the proof's clock
 * @param endedNanos likewise
 */
record Outcome(int number, int status, Ending ending, long retryAfterMillis, long sentNanos, long endedNanos) {

    boolean passed() {
        return status == 200 && ending == Ending.COMPLETE;
    }

    long nanos() {
        return endedNanos - sentNanos;
    }
}
