package dev.sluice.netty.simulate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the requests whose fault, or whose slowness, comes only now and then: one count for each kind of fault and
 * status, so one script's requests do not use up another's. Thread-safe: all event loops ask.
 */
final class Occurrences {

    private final Map<Kept, AtomicLong> faults = new ConcurrentHashMap<>();
    private final AtomicLong slow = new AtomicLong();

    /** What has a count of its own; there are no more of them than keys, kinds and statuses. */
    private record Kept(String key, Fault.Kind kind, int status) {}

    /** Whether this request fails; the key is the name of its API key. */
    boolean strikes(Fault fault, String key) {
        Recurrence recurrence = fault.recurrence();
        if (fault.kind() == Fault.Kind.NONE || recurrence.equals(Recurrence.ALWAYS)) {
            return true;
        }
        String counted = recurrence.scope() == Recurrence.Scope.KEY ? key : "";
        Kept kept = new Kept(counted, fault.kind(), fault.answer().status());
        AtomicLong count = faults.computeIfAbsent(kept, absent -> new AtomicLong());
        return recurrence.strikes(count.incrementAndGet());
    }

    /** Whether the first token of this request is a slow one. */
    boolean slow(Pace.Slow slowness) {
        return slowness.share() > 0 && slowness.strikes(slow.incrementAndGet());
    }
}
