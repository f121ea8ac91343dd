package dev.sluice.netty.simulate;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a simulated provider counted since its start. Requests are counted when they are complete.
 *
 * @param all the counts of all requests
 * @param keys the counts of each key's, by its name; those without a known key under {@code unknown} and {@code none}
 * @param peakInFlight the most requests that were in flight at once
 * @param lastAbandonedEpochMillis when the last client was seen to leave; 0: none was
 * @param promptTokens the usage of all requests that were answered to their end
 * @param completionTokens likewise
 * @param billed what all requests were charged, those too that broke off
 * @param faults how often each fault came
 */
public record Stats(
        KeyStats all,
        Map<String, KeyStats> keys,
        long peakInFlight,
        long lastAbandonedEpochMillis,
        long promptTokens,
        long completionTokens,
        Billed billed,
        long connectionsAccepted,
        long connectionsOpen,
        Map<Fault.Kind, Long> faults) {

    public Stats {
        keys = Collections.unmodifiableMap(new TreeMap<>(keys));
        faults = Map.copyOf(faults);
    }

    public long requests() {
        return all.requests();
    }

    public long inFlight() {
        return all.inFlight();
    }

    public long answered() {
        return all.answered();
    }

    public long refused() {
        return all.refused();
    }

    public long faulted() {
        return all.faulted();
    }

    public long abandoned() {
        return all.abandoned();
    }

    /** How many heads left with this status. */
    public long status(int status) {
        return all.status(status);
    }

    /** How often this fault came. */
    public long faults(Fault.Kind kind) {
        return faults.getOrDefault(kind, 0L);
    }

    /** The counts of the key with this name. */
    public KeyStats key(String name) {
        KeyStats counts = keys.get(name);
        if (counts == null) {
            throw new IllegalArgumentException("there is no key \"" + name + "\"; there are " + keys.keySet());
        }
        return counts;
    }
}
