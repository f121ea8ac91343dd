package dev.sluice.netty.simulate;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted of the requests with one key. {@code answered}, {@code refused}, {@code faulted} and
 * {@code abandoned} add up to {@code requests} but for those that are still in flight.
 *
 * @param abandoned the client went first
 * @param statuses how many heads left, by status; a request may end without any, and its end may still break behind one
 */
public record KeyStats(
        long requests, long answered, long refused, long faulted, long abandoned, Map<Integer, Long> statuses) {

    public KeyStats {
        statuses = Collections.unmodifiableMap(new TreeMap<>(statuses));
    }

    /** Begun, and not over. */
    public long inFlight() {
        return requests - answered - refused - faulted - abandoned;
    }

    /** How many heads left with this status. */
    public long status(int status) {
        return statuses.getOrDefault(status, 0L);
    }
}
