package dev.sluice.loads.providers;

import dev.sluice.loads.run.Report;
import java.time.Duration;
import java.util.List;

/** Holds what reaches a dead provider against the one probe that there may be in each open period. */
final class Probes {

    /** The gateway's clock and the proof's agree, but the way between them takes its time. */
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    private final Duration open;

    /** @param open for how long a breaker stays open */
    Probes(Duration open) {
        this.open = open;
    }

    /** How many attempts there may be in a span of time, wherever it begins. */
    long most(Duration span) {
        return span.toNanos() / open.toNanos() + 1;
    }

    /** Holds instants at which the provider was called in vain, in order, against the open time. */
    void judge(List<Long> instants, Report report) {
        for (int i = 1; i < instants.size(); i++) {
            Duration gap = Duration.ofNanos(instants.get(i) - instants.get(i - 1));
            if (gap.plus(TOLERANCE).compareTo(open) < 0) {
                report.fail("two probes within " + gap.toMillis() + " ms");
            }
        }
    }
}
