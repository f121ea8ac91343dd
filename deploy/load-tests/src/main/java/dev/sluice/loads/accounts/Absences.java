package dev.sluice.loads.accounts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When Redis was away: meanwhile, and for a moment after it answers again, limits that are closed may refuse what they
 * cannot count. Thread-safe.
 */
final class Absences {

    private static final String CODE = "limits_unavailable";

    /** How soon all passes again. */
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    private final List<Absence> all = new ArrayList<>();

    /** @param answeredNanos when it answered again; {@link Long#MAX_VALUE}: not yet */
    private record Absence(long leftNanos, long answeredNanos) {}

    /** It goes now. */
    synchronized void left(long nanos) {
        all.add(new Absence(nanos, Long.MAX_VALUE));
    }

    /** It answers again. */
    synchronized void answered(long nanos) {
        all.add(new Absence(all.remove(all.size() - 1).leftNanos(), nanos));
    }

    /** Whether it is why a request was refused. */
    synchronized boolean excuse(Refused refused) {
        return refused.code().equals(CODE) && all.stream().anyMatch(absence -> spans(absence, refused.answeredNanos()));
    }

    private static boolean spans(Absence absence, long nanos) {
        return nanos - absence.leftNanos() >= 0
                && (absence.answeredNanos() == Long.MAX_VALUE || nanos - absence.answeredNanos() <= RECOVERY.toNanos());
    }
}
